// SPDX-License-Identifier: Apache-2.0
/** `catalog-chain webhook …`: its commands and options. */
import { InvalidArgumentError, type Command } from 'commander';
import {
  webhookAdd,
  webhookList,
  webhookRemove,
  webhookReplay,
  webhookRotate,
  type AddingOptions,
  type WebhookOptions,
} from '../commands/service/webhook.js';
import type { Frame } from './dispute-program.js';

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('must be a whole number from 0');
  return Number(text);
}

const common = ({ withSession }: Frame, command: Command): Command =>
  withSession(command).option('--json', 'as JSON');

function addMaking(webhook: Command, frame: Frame): void {
  const { run } = frame;
  common(frame, webhook.command('add <id> <url>'))
    .description('have events posted to a URL, signed; prints the secret, this once')
    .option('--type <names>', 'only these, e.g. grant.*,usage.committed')
    .option('--grant <id>', 'only what concerns this grant')
    .option('--resource <id>', 'only what concerns this resource')
    .option('--from <block>', 'first block to send of; without it, what comes from now on', whole)
    .action((id: string, url: string, options: AddingOptions) =>
      run((io) => webhookAdd(id, url, options, io)),
    );
  common(frame, webhook.command('rotate <id>'))
    .description(
      'sign by a new secret, which is printed, this once; the former one signs beside it for a time',
    )
    .option('--grace-hours <n>', 'how long: 24 without it; 0: the former one is void at once', whole)
    .action((id: string, options: Parameters<typeof webhookRotate>[1]) =>
      run((io) => webhookRotate(id, options, io)),
    );
}

export function addWebhooks(program: Command, frame: Frame): void {
  const { run } = frame;
  const webhook = program
    .command('webhook')
    .description("the organisation's webhooks: events posted to a URL");
  addMaking(webhook, frame);
  common(frame, webhook.command('list'))
    .description('all of them, one a line, and how they do')
    .action((options: WebhookOptions) => run((io) => webhookList(options, io)));
  common(frame, webhook.command('remove <id>'))
    .description('send nothing there any more, and forget what was sent')
    .action((id: string, options: WebhookOptions) => run((io) => webhookRemove(id, options, io)));
  common(frame, webhook.command('replay <id>'))
    .description('send everything from a block on, whether or not it was sent before')
    .requiredOption('--from <block>', 'first block to send of', whole)
    .action((id: string, options: Parameters<typeof webhookReplay>[1]) =>
      run((io) => webhookReplay(id, options, io)),
    );
}
