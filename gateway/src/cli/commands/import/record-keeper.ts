// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps the gateway's record of an import: begun before the first is written, told of as it goes, ended at its end. What was
 * imported is on the ledger; where no record is taken, that is said, and fails nothing.
 */
import path from 'node:path';
import { prose } from '@catalog-chain/chaincode/domain/text/schema';
import type { Things, Thing } from '../../../import/carry-out/tally.js';
import { present } from '../../../import/fields.js';
import { prose as tidy } from '../../../import/prose.js';
import type {
  ImportBeginning,
  ImportEnding,
  ImportRecord,
  TouchedThing,
} from '../../../import/record/import-records.js';
import type { CatalogApi } from '../../client/catalog-api.js';

/** Things that are told in one call. */
const CALL = 250;
const MOST_FIELDS = 100;
/** How long a thing waits to be told of, whatever follows: an import that is killed leaves out the last of them. */
const WAIT_MS = 2_000;

/** A name as a record holds it; none for what it would not hold. */
function nameFor(text: string | undefined, most: number): string | undefined {
  const name = text?.slice(0, most).trim();
  return prose(most).safeParse(name).success ? name : undefined;
}

const MOST_FILE_NAME = 200;

/** The file's name as a record holds it. Some systems write names decomposed, and some files are named after persons. */
export function fileNameFor(file: string): string {
  const { name, ext } = path.parse(file);
  const folded = tidy(`${name}${ext}`, MOST_FILE_NAME);
  return nameFor(folded, MOST_FILE_NAME) ?? nameFor(tidy(`…${ext}`, MOST_FILE_NAME), MOST_FILE_NAME) ?? '…';
}

function thingOf({ what, effect, id, title, owner, fields }: Thing): TouchedThing | undefined {
  const named = nameFor(id, 200);
  if (named === undefined) return undefined;
  const names = { title: nameFor(title, 300), owner: nameFor(owner, 300) };
  const told = fields?.slice(0, MOST_FIELDS).flatMap((field) => nameFor(field, 100) ?? []);
  return { what, effect, id: named, ...present({ ...names, fields: told }) };
}

/** That there is no record; that there is nobody whose it would be; that one lacks some of what was touched; that it does not say how the import ended. */
export type KeepingFault = 'none' | 'nobody' | 'in part' | 'not ended';

export class RecordKeeper implements Things {
  private record: ImportRecord | undefined;
  private waiting: TouchedThing[] = [];
  private telling: Promise<void> = Promise.resolve();
  private toldAt = performance.now();
  private due: NodeJS.Timeout | undefined;
  private isFaulty = false;

  /**
   * @param who whose import it is; undefined: nobody's that the gateway knows
   * @param fail told when the gateway takes no record, or one that lacks something; once of each
   */
  constructor(
    private readonly api: CatalogApi,
    private readonly who: string | undefined,
    private readonly fail: (what: KeepingFault) => void,
  ) {}

  /** Of the record, once it has begun. */
  get id(): string | undefined {
    return this.record?.id;
  }

  async begin(beginning: () => Promise<ImportBeginning>): Promise<void> {
    const { api, who } = this;
    if (who === undefined) {
      this.fail('nobody');
      return;
    }
    const isBegun = await this.kept(async () => {
      this.record = await api.beginImport(who, await beginning());
    });
    if (!isBegun) this.fail('none');
  }

  write(thing: Thing): void {
    const told = this.record && thingOf(thing);
    if (!told) return;
    this.waiting.push(told);
    if (this.waiting.length >= CALL || performance.now() - this.toldAt > WAIT_MS) this.flush();
    else
      this.due ??= setTimeout(() => {
        this.flush();
      }, WAIT_MS).unref();
  }

  /** @returns whether the record says how the import ended */
  async end(ending: ImportEnding): Promise<boolean> {
    const { api, who = '', record } = this;
    if (!record) return false;
    this.flush();
    await this.telling;
    const isEnded = await this.kept(() => api.endImport(who, record.id, ending));
    if (!isEnded) this.fail('not ended');
    else if (this.isFaulty) this.fail('in part');
    return isEnded;
  }

  private flush(): void {
    const { api, who = '', id, waiting } = this;
    clearTimeout(this.due);
    this.due = undefined;
    this.waiting = [];
    this.toldAt = performance.now();
    if (id === undefined || waiting.length === 0) return;
    this.telling = this.telling.then(async () => {
      for (let from = 0; from < waiting.length; from += CALL)
        if (!(await this.kept(() => api.tellImport(who, id, waiting.slice(from, from + CALL)))))
          this.isFaulty = true;
    });
  }

  private async kept(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch {
      return false;
    }
  }
}
