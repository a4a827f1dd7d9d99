// SPDX-License-Identifier: Apache-2.0
/** What is sent to a webhook: a CloudEvent that its organisation may see, signed by the Standard Webhooks scheme. */
import { Webhook as Signer } from 'standardwebhooks';
import { CLOUD_EVENT_TYPE, cloudEventOf, testEventOf } from '../events/cloud-event.js';
import type { Message } from '../index/model/messages.js';
import type { Viewers } from '../usecases/viewers.js';
import { isValid, type Webhook } from './ports.js';
import type { Posting } from './post.js';
import type { SecretBox } from './secret-box.js';

/** An organisation's officers set its webhooks: they are told what an officer sees. */
const READER = { user: 'webhook', role: 'officer' } as const;

export const ownerOf = ({ organisation, id }: Pick<Webhook, 'organisation' | 'id'>): string =>
  `${organisation}/${id}`;

export class Envelopes {
  constructor(
    private readonly viewers: Viewers,
    private readonly box: SecretBox,
  ) {}

  /**
   * What the organisation is told of. Asked for each time: it may lose a role. Nothing is sent to who is suspended; once it is not
   * any more, it goes on where it stopped.
   * @returns undefined while it is suspended
   */
  toldOf({ organisation }: Webhook): Promise<{ readonly party?: string } | undefined> {
    return this.viewers.toldOf({ organisation, ...READER });
  }

  async postingOf(hook: Webhook, message: Message, nowMs: number): Promise<Posting> {
    const viewer = await this.viewers.narrowedTo({ organisation: hook.organisation, ...READER });
    return this.signed(hook, message.id, cloudEventOf(message, { chain: hook.chain, viewer }), nowMs);
  }

  /** Of something that did not happen. */
  testPosting(hook: Webhook, id: string, nowMs: number): Posting {
    return this.signed(hook, id, testEventOf(hook.chain, id, hook.id, nowMs), nowMs);
  }

  private signed(hook: Webhook, id: string, body: string, nowMs: number): Posting {
    return {
      url: new URL(hook.url),
      body,
      headers: {
        'content-type': `${CLOUD_EVENT_TYPE}; charset=utf-8`,
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'catalog-chain',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(nowMs / 1000)),
        'webhook-signature': this.signatures(hook, id, body, nowMs),
      },
    };
  }

  /** One by each secret that holds, separated by spaces: a receiver looks for one that it can make. */
  private signatures(hook: Webhook, id: string, body: string, nowMs: number): string {
    const secrets = [hook.secret, ...hook.formers.filter(isValid(nowMs)).map(({ secret }) => secret)];
    const sign = (sealed: Uint8Array): string =>
      new Signer(this.box.open(sealed, ownerOf(hook)), { format: 'raw' }).sign(id, new Date(nowMs), body);
    return secrets.map(sign).join(' ');
  }
}
