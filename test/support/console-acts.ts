// SPDX-License-Identifier: Apache-2.0
/** The console's descriptions of acts, outside of a browser: bundled as they are, and carried out as its dialog does. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { globSync } from 'node:fs';
import { build } from 'vite';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { isSignableOperation } from '@catalog-chain/gateway/http/acts/operations';
import type { TestGateway } from './gateway.js';

const CONSOLE = path.resolve(import.meta.dirname, '../../../gateway/console/src');

/** As `acts/specs/spec.ts` has it: a test sees no types of the console. */
export interface Field {
  readonly kind: string;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly isOptional?: boolean;
  readonly together?: string;
  readonly first?: Values[string];
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly pattern?: string;
  readonly max?: number;
  readonly when?: (values: Values) => boolean;
  readonly fits?: (option: string, values: Values) => boolean;
}
export type Values = Readonly<Record<string, string | readonly string[]>>;

export interface Act {
  readonly title: string;
  readonly lead: string;
  readonly address: string;
  readonly method?: 'PUT';
  readonly signing?: { readonly operation: string; readonly id?: string; readonly transaction: string };
  readonly fields: readonly Field[];
  readonly body: (values: Values) => object | undefined;
  readonly follows?: (values: Values) => readonly { readonly name: string; readonly value: string }[];
}

/** `acts/specs/faults.ts`: what a form refuses, and what is sent of it. */
interface Forms {
  readonly askedFields: (act: Act, values: Values) => readonly Field[];
  readonly contentOf: (act: Act, values: Values) => object | undefined;
  readonly faultsOf: (act: Act, values: Values) => Readonly<Record<string, string>>;
  readonly unsentFields: (act: Act, values: Values) => readonly string[];
}

/** `acts/specs/refusals.ts`: which field a refusal is about. */
type FieldAt = (act: Act, values: Values, place: string) => string | undefined;

/** No text of the ledger holds it. */
const CONTROL = 'a\u0001b';

/** What a form keeps from being typed, and the gateway refuses, of each kind of field. */
const BAD: Readonly<Record<string, Values[string]>> = {
  prose: CONTROL,
  line: CONTROL,
  list: CONTROL,
  rows: `${CONTROL} | ${CONTROL} | string | 1`,
  one: CONTROL,
  many: [CONTROL],
  documents: [CONTROL],
  number: '-7',
  day: 'never',
  moment: '+012026-05-01T10:00',
};

/** Something to fill in, of the kind of the field. */
const SAMPLES: Readonly<Record<string, Values[string]>> = {
  number: '1',
  day: '2026-05-01',
  moment: '2026-05-01T10:00',
  documents: ['e'.repeat(64)],
};

/** What somebody owes, as far as leading to the act that meets it goes. */
export interface Owed {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly cause: { readonly type: string; readonly id: string };
  readonly met?: object;
}

/** `acts/specs/meeting.ts`: where the form is by which it is met. */
type MeetingOf = (owed: Owed) => { readonly act: string; readonly address: string } | undefined;

/** An obligation, by which act it was met, and on what that act was offered. */
export interface Met {
  readonly owed: Owed;
  readonly title: string;
  readonly about: unknown;
}

type Offer = (acting: object, ...about: readonly unknown[]) => readonly Act[] | Act;
export type Specs = Readonly<Record<string, Offer>>;
interface Texts {
  readonly [key: string]: string | Texts;
}

/** A text of a dictionary by its key, as `act.decide.title`; undefined where there is none. */
const textAt = (texts: Texts, key: string): string | undefined => {
  const found = key
    .split('.')
    .reduce<string | Texts | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), texts);
  return typeof found === 'string' ? found : undefined;
};

type As = readonly [organisation: string, role: UserRole];

function sampleOf({ kind, options = [], fits }: Field, values: Values = {}): Values[string] {
  const offered = options.filter(({ value }) => fits?.(value, values) ?? true);
  if (kind === 'many') return offered.slice(0, 1).map(({ value }) => value);
  if (kind === 'one') return options[0]?.value ?? 'none';
  return SAMPLES[kind] ?? 'said';
}

interface Refused {
  readonly errors?: readonly { readonly field: string }[];
}

const isChoiceOfTwo = ({ fields }: Act, name: string): boolean =>
  fields.some(
    (field) => field.name === name && field.options?.every(({ value }) => /^(?:yes|no)$/.test(value)),
  );

/** Each option of each choice once, the other choices at their first. */
function choicesOf({ fields }: Act): readonly Values[] {
  const choices = fields.filter(({ kind }) => kind === 'one');
  const firsts = Object.fromEntries(choices.map((field) => [field.name, sampleOf(field)]));
  const each = choices.flatMap(({ name, options }) =>
    (options ?? []).map(({ value }) => ({ ...firsts, [name]: value })),
  );
  return [firsts, ...each];
}

/** Everything of `acts/specs`, and the dictionaries. */
export class ConsoleActs {
  /** Operations of the API that were carried out. */
  readonly performed = new Set<string>();
  /** Forms of which each field was filled in badly, and the fields. */
  readonly refused = new Map<string, readonly string[]>();
  /** What was owed before an act, and was met by it. */
  readonly met: Met[] = [];

  private constructor(
    readonly gateway: TestGateway,
    readonly specs: Specs,
    private readonly forms: Forms,
    readonly meetingOf: MeetingOf,
    /** `acts/specs/meeting.ts`: what a grant's card makes of the obligations under it. */
    readonly deliveryOf: (owed: readonly object[]) => object | undefined,
    private readonly fieldAt: FieldAt,
    private readonly dictionaries: readonly Texts[],
    private readonly now: () => number,
  ) {}

  static async open(gateway: TestGateway, now: () => number): Promise<ConsoleActs> {
    const directory = await mkdtemp(path.join(tmpdir(), 'catalog-chain-acts-'));
    const specs = globSync('acts/specs/*/on-*.ts', { cwd: CONSOLE });
    const others = ['faults', 'meeting', 'refusals'].map((name) => `acts/specs/${name}.ts`);
    const files = [...specs, ...others, 'i18n/zh.ts', 'i18n/en.ts'];
    const input = Object.fromEntries(
      files.map((file) => [path.basename(file, '.ts'), path.join(CONSOLE, file)]),
    );
    await build({
      configFile: false,
      root: CONSOLE,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: {
        ssr: true,
        outDir: directory,
        rolldownOptions: {
          input,
          output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
        },
      },
    });
    const load = async (name: string): Promise<Readonly<Record<string, unknown>>> =>
      (await import(pathToFileURL(path.join(directory, `${name}.mjs`)).href)) as Readonly<
        Record<string, unknown>
      >;
    const loaded = await Promise.all(specs.map((file) => load(path.basename(file, '.ts'))));
    const { zh } = (await load('zh')) as { readonly zh: Texts };
    const { en } = (await load('en')) as { readonly en: Texts };
    const forms = (await load('faults')) as unknown as Forms;
    const { meetingOf, deliveryOf } = (await load('meeting')) as Pick<
      ConsoleActs,
      'meetingOf' | 'deliveryOf'
    >;
    const { fieldAt } = (await load('refusals')) as { readonly fieldAt: FieldAt };
    await rm(directory, { recursive: true });
    const offers = Object.assign({}, ...loaded) as Specs;
    return new ConsoleActs(gateway, offers, forms, meetingOf, deliveryOf, fieldAt, [zh, en], now);
  }

  /** The key of a text, which both languages have, and what is put into it. */
  private readonly say = (key: string, put: Readonly<Record<string, unknown>> = {}): string => {
    for (const texts of this.dictionaries) assert.ok(textAt(texts, key) !== undefined, `no text for ${key}`);
    return [key, ...Object.values(put)].join(' ');
  };

  /** Who acts, as the console knows it. */
  private async acting([organisation, role]: As): Promise<object> {
    const read = async <T>(at: string): Promise<T> =>
      (await this.gateway.call<T>([organisation, role], 'GET', at)).body;
    const { items } = await read<{ items: { organisation: string; roles: string[] }[] }>('/v1/organisations');
    const members = new Map(items.map((member) => [member.organisation, member]));
    const own = members.get(organisation);
    const offices = ['provider', 'consumer', 'manager'].filter((office) => own?.roles.includes(office));
    const hats = role === 'officer' ? offices : [role];
    const policy = await read<{ calendar: object }>('/v1/policies/current');
    return {
      session: { organisation, role },
      organisation: own,
      hats,
      members,
      policy,
      calendar: policy.calendar,
      say: this.say,
      word: (group: string, value: string) => this.say(`words.${group}.${value}`),
      tongue: (names: { zh?: string; en?: string } | undefined) => names?.zh ?? names?.en ?? '',
      wears: (hat: string) => hats.includes(hat),
      isOf: (one: string | undefined) => one === organisation,
      now: this.now,
    };
  }

  /** What is offered to somebody, by its name: the part of its title before `title`. */
  async offered(as: As, offer: string, ...about: readonly unknown[]): Promise<ReadonlyMap<string, Act>> {
    const make = this.specs[offer];
    assert.ok(make, `no ${offer} among the console's acts`);
    const acts = [make(await this.acting(as), ...about)].flat() as readonly Act[];
    for (const act of acts) this.checkSent(act);
    return new Map(
      acts.map((act) => [
        act.title
          .split('.')
          .slice(0, -1)
          .join('.')
          .replace(/^(?:matter\.)?act\./, ''),
        act,
      ]),
    );
  }

  /** Whatever is filled in, of whichever choices, is in the call, or the form refuses it. */
  private checkSent(act: Act): void {
    for (const values of choicesOf(act)) {
      const whole = Object.fromEntries(
        this.forms
          .askedFields(act, values)
          .map((field) => [field.name, values[field.name] ?? sampleOf(field, values)]),
      );
      assert.deepEqual(this.forms.unsentFields(act, whole), [], `${act.title}: all filled in`);
      for (const { name, isOptional } of this.forms.askedFields(act, whole)) {
        if (isOptional !== true) continue;
        const without = Object.fromEntries(Object.entries(whole).filter(([one]) => one !== name));
        // A field that belongs with another says so itself; `unsent` is the form's last resort.
        const faults = Object.values(this.forms.faultsOf(act, without));
        assert.ok(!faults.includes('unsent'), `${act.title}: without ${name}`);
      }
    }
  }

  /** Carries out what is offered, as the form says it. @returns what was recorded */
  async act<T>(
    as: As,
    [offer, ...about]: readonly [string, ...unknown[]],
    name: string,
    values: Values = {},
  ): Promise<T> {
    const act = (await this.offered(as, offer, ...about)).get(name);
    assert.ok(act, `${name} is not offered to ${as.join(' ')} by ${offer}`);
    const filled = this.filled(act, values);
    if (!this.refused.has(act.title)) await this.refuse(as, act, filled);
    const { address, method = 'POST' } = act;
    const body = this.forms.contentOf(act, filled);
    const before = await this.owed(as);
    const reply = await this.gateway.call<T>(as, method, address, body ? { body } : {});
    assert.ok(reply.status < 300, `${name}: ${reply.text}`);
    this.performed.add(this.operationOf(method, address, act));
    const after = new Map((await this.owed(as)).map((owed) => [owed.id, owed]));
    for (const owed of before)
      if (!owed.met && after.get(owed.id)?.met) this.met.push({ owed, title: act.title, about: about[0] });
    return reply.body;
  }

  /** Each field filled in badly, by itself: the gateway's refusal is about that field of the form. */
  private async refuse([organisation, role]: As, act: Act, values: Values): Promise<void> {
    const { title, address, method = 'POST' } = act;
    const sound = JSON.stringify(this.forms.contentOf(act, values));
    const fields: string[] = [];
    for (const { name, kind } of this.forms.askedFields(act, values)) {
      const bad = { ...values, [name]: BAD[kind] ?? '' };
      const body = this.forms.contentOf(act, bad) ?? {};
      // A choice of yes and no has no third; others only say which fields are asked.
      if (JSON.stringify(body) === sound || isChoiceOfTwo(act, name)) continue;
      const reply = await this.gateway.call<Refused>([organisation, role], method, address, { body });
      assert.equal(reply.status, 400, `${title}: ${name}: ${reply.text}`);
      const at = (reply.body.errors ?? []).map(({ field }) => this.fieldAt(act, bad, field) ?? field);
      assert.deepEqual([...new Set(at)], [name], `${title}: ${name}: ${reply.text}`);
      fields.push(name);
    }
    this.refused.set(title, fields);
  }

  /** What an officer may see of what is owed. */
  private async owed([organisation, role]: As): Promise<readonly Owed[]> {
    if (role !== 'officer') return [];
    const at = '/v1/obligations?limit=1000';
    return (await this.gateway.call<{ items: readonly Owed[] }>([organisation, role], 'GET', at)).body.items;
  }

  /** What a person sees before anything is typed, and then types; refused like the form refuses it. */
  private filled(act: Act, values: Values): Values {
    this.say(act.title);
    this.say(act.lead);
    const first = act.fields.flatMap(({ name, first: value }) =>
      value === undefined ? [] : [[name, value]],
    );
    const filled: Values = { ...(Object.fromEntries(first) as Values), ...values };
    const asked = act.fields.filter(({ when }) => !when || when(filled));
    for (const field of asked) this.checkFilled(act, field, filled[field.name]);
    assert.deepEqual(this.forms.faultsOf(act, filled), {}, act.title);
    const names = new Set(act.fields.map(({ name }) => name));
    for (const name of Object.keys(values)) assert.ok(names.has(name), `${act.title} has no field ${name}`);
    return filled;
  }

  private checkFilled({ title }: Act, field: Field, value: Values[string] | undefined): void {
    const { name, label, hint, isOptional, options, pattern } = field;
    this.say(label);
    if (hint !== undefined) this.say(hint);
    const said = [value ?? []].flat().filter((one) => one !== '');
    assert.ok(isOptional === true || said.length > 0, `${title}: ${name} is not filled in`);
    const known = options?.map((option) => option.value);
    for (const one of said)
      assert.ok(!known || known.includes(one), `${title}: ${one} is no choice of ${name}`);
    if (pattern === undefined) return;
    for (const row of said.flatMap((one) => one.split('\n')))
      assert.match(row, new RegExp(`^(?:${pattern})$`), name);
  }

  /** The operation at an address; what is signed for it is that operation. */
  private operationOf(method: string, address: string, { signing }: Act): string {
    const { paths } = this.gateway.description as {
      paths: Record<string, Record<string, { operationId: string } | undefined>>;
    };
    const fits = (form: string): boolean =>
      new RegExp(`^${form.replace(/\{\w+\}/g, '[^/]+')}$`).test(address);
    const [at = ''] = Object.keys(paths)
      .filter(fits)
      .sort((a, b) => a.split('{').length - b.split('{').length);
    const operation = paths[at]?.[method.toLowerCase()]?.operationId;
    assert.ok(operation !== undefined, `${method} ${address} is no operation`);
    assert.equal(signing?.operation, isSignableOperation(operation) ? operation : undefined);
    return operation;
  }
}
