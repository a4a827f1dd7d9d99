// SPDX-License-Identifier: Apache-2.0
/** A peer that answers every read with the text `answered`, and does nothing else: for what clients make of connections. */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import type { FabricProfile } from '@catalog-chain/gateway/ledger/fabric/profile';
import { Authority, localhostCertificate } from './certificates.js';
import { TcpProxy } from './tcp-proxy.js';

const MSP_ID = 'ProviderMSP';
const USER = 'officer';

/** The peer, its organisation's only one, behind a proxy; the profile of a gateway that reaches it through that. */
export class StandInPeer implements AsyncDisposable {
  readonly signatory = { mspId: MSP_ID, user: USER } as const;

  private constructor(
    private readonly server: Server,
    readonly proxy: TcpProxy,
    readonly profile: FabricProfile,
  ) {}

  static async start(): Promise<StandInPeer> {
    const { cert, key } = await localhostCertificate();
    const pair = { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) };
    const server = new Server();
    server.addService(peer.EndorserService, { processProposal });
    server.addService(gateway.GatewayService, { evaluate });
    const port = await bound(server, ServerCredentials.createSsl(null, [pair]));
    const proxy = await TcpProxy.before(`127.0.0.1:${port}`);
    const user = await (await Authority.found('CN=Provider')).issue('CN=officer');
    const node = { endpoint: proxy.endpoint, tlsHostName: 'localhost', tlsCaPem: cert };
    const users = { [USER]: { certificatePem: user.cert, privateKeyPem: user.key } };
    const profile = {
      channel: 'catalog',
      chaincode: 'catalog',
      members: [{ mspId: MSP_ID, peers: [node], users }],
      endorsers: { [MSP_ID]: [node] },
      orderers: [],
    };
    return new StandInPeer(server, proxy, profile);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.forceShutdown();
    await this.proxy[Symbol.asyncDispose]();
  }
}

type Answer<T> = (_: unknown, answer: (error: null, value: T) => void) => void;

function answered(): InstanceType<typeof peer.Response> {
  const response = new peer.Response();
  response.setStatus(200);
  response.setPayload(Buffer.from('answered'));
  return response;
}

/** As peers were asked before they had a gateway service. */
const processProposal: Answer<InstanceType<typeof peer.ProposalResponse>> = (_, answer) => {
  const response = new peer.ProposalResponse();
  response.setResponse(answered());
  answer(null, response);
};

const evaluate: Answer<InstanceType<typeof gateway.EvaluateResponse>> = (_, answer) => {
  const response = new gateway.EvaluateResponse();
  response.setResult(answered());
  answer(null, response);
};

function bound(server: Server, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}
