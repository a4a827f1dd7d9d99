// SPDX-License-Identifier: Apache-2.0
/** What every peer answers of its channel by itself: the system chaincodes `qscc` and `cscc`. */
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { LedgerError } from '../ledger-error.js';
import type { ChainInfo, Outcome, Signatory } from '../ledger.js';
import { readEnvelope } from '@catalog-chain/verifier/wire/envelope';
import { readBlock, validationCodeName } from './block-reader.js';
import { outcomeOf } from './fabric-errors.js';
import type { FabricTransport } from './transport.js';

export class ChannelQueries {
  #genesisHash: string | undefined;

  constructor(
    private readonly transport: FabricTransport,
    private readonly channel: string,
  ) {}

  /** How many blocks there are. The cheapest question to a peer that needs an identity. */
  async height(signatory: Signatory): Promise<number> {
    const bytes = await this.#ask(signatory, 'qscc', 'GetChainInfo');
    return common.BlockchainInfo.deserializeBinary(bytes).getHeight();
  }

  async info(signatory: Signatory): Promise<ChainInfo> {
    const bytes = await this.#ask(signatory, 'qscc', 'GetChainInfo');
    const info = common.BlockchainInfo.deserializeBinary(bytes);
    this.#genesisHash ??= await this.#hashOf(signatory, 0);
    return {
      height: info.getHeight(),
      genesisHash: this.#genesisHash,
      currentHash: Buffer.from(info.getCurrentblockhash_asU8()).toString('hex'),
    };
  }

  /** The fate of a transaction that is in a block; `unknown` when the peer has none of that id. */
  async outcome(signatory: Signatory, transactionId: string): Promise<Outcome> {
    try {
      const bytes = await this.#ask(signatory, 'qscc', 'GetTransactionByID', transactionId);
      const code = validationCodeName(peer.ProcessedTransaction.deserializeBinary(bytes).getValidationcode());
      const block = await this.#ask(signatory, 'qscc', 'GetBlockByTxID', transactionId);
      const number = common.Block.deserializeBinary(block).getHeader()?.getNumber() ?? 0;
      return outcomeOf(transactionId, number, code);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      return { status: 'unknown', transactionId, message: 'The ledger has not recorded it so far.' };
    }
  }

  /** Root certificates of the channel's organisations by MSP, PEM, from its newest configuration block. */
  async rootCertificates(signatory: Signatory): Promise<Record<string, readonly string[]>> {
    const block = common.Block.deserializeBinary(await this.#ask(signatory, 'cscc', 'GetConfigBlock'));
    const [envelope] = block.getData()?.getDataList_asU8() ?? [];
    if (!envelope) throw new LedgerError('LEDGER_FAILURE', 'The channel has no configuration.');
    const config = common.ConfigEnvelope.deserializeBinary(readEnvelope(envelope).data).getConfig();
    const groups = config?.getChannelGroup()?.getGroupsMap().get('Application')?.getGroupsMap();
    const roots: Record<string, readonly string[]> = {};
    groups?.forEach((group: InstanceType<typeof common.ConfigGroup>) => {
      const value = group.getValuesMap().get('MSP')?.getValue_asU8();
      if (value) Object.assign(roots, rootsOf(value));
    });
    return roots;
  }

  async #hashOf(signatory: Signatory, number: number): Promise<string> {
    const bytes = await this.#ask(signatory, 'qscc', 'GetBlockByNumber', String(number));
    return readBlock(bytes, '').hash;
  }

  #ask(signatory: Signatory, chaincode: string, transaction: string, ...args: string[]): Promise<Uint8Array> {
    const all = [this.channel, ...args].map((arg) => Buffer.from(arg, 'utf8'));
    return this.transport.evaluate(signatory, { chaincode, transaction, args: all });
  }
}

function rootsOf(mspValue: Uint8Array): Record<string, readonly string[]> {
  const config = msp.MSPConfig.deserializeBinary(mspValue);
  const fabric = msp.FabricMSPConfig.deserializeBinary(config.getConfig_asU8());
  const certificates = fabric.getRootCertsList_asU8().map((bytes) => Buffer.from(bytes).toString('utf8'));
  return { [fabric.getName()]: certificates };
}
