// SPDX-License-Identifier: Apache-2.0
/** Why the signature of a person does not count. */
export const SIGNATURE_CODES = [
  'SIGNATURE_REQUIRED',
  'SIGNATURE_INVALID',
  'SIGNATURE_OTHER_CHAIN',
  'SIGNATURE_STALE',
  'SIGNATURE_REPLAYED',
  'SECOND_SIGNATURE_REQUIRED',
  'SECOND_SIGNER_SAME',
  'SIGNER_UNKNOWN',
  'SIGNER_FOREIGN',
  'SIGNER_REVOKED',
  'SIGNER_NOT_VALID',
  'SIGNER_ROLE',
  'SIGNER_KIND',
  'AUTHENTICATOR_REFUSED',
  'AUTHENTICATOR_COUNTER',
] as const;

/**
 * The closed set of reasons for which a contract refuses a call. On the wire an error is
 * `catalog-chain CODE: wording [name=value&…]`; it names fields and rules, never the refused value.
 */
export const DOMAIN_CODES = [
  'INVALID_ARGUMENT',
  'NOT_CANONICAL',
  'RAW_DATA',
  'ROLE_REQUIRED',
  'NOT_A_MEMBER',
  'ORGANISATION_SUSPENDED',
  'NOT_OWNER',
  'NOT_PARTY',
  'CONFLICT_OF_INTEREST',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'INVALID_STATE',
  'CONDITION_NOT_MET',
  'LIMIT_REACHED',
  'BATCH_MALFORMED',
  'BATCH_TOO_LARGE',
  'DUPLICATE_ID',
  'SEQUENCE_TAKEN',
  'JOURNAL_CLOSED',
  'JOURNAL_GAP',
  'TOO_MANY_JOURNALS',
  'PROOF_INVALID',
  'RECORD_KEY_MISMATCH',
  'SEAL_MISMATCH',
  ...SIGNATURE_CODES,
] as const;

export type DomainCode = (typeof DOMAIN_CODES)[number];

/** What a refusal says in particular: the words and numbers that its wording leaves a place for. Never a value that was refused. */
export type Parameters = Readonly<Record<string, string | number | readonly string[]>>;

/** A refusal's sentence: its English wording with places such as `{state}`, and what belongs in them. */
export interface Said {
  readonly wording: string;
  readonly parameters: Parameters;
}

/**
 * Puts parameters into the places of a wording.
 * @param word how the parameter of a name is worded; a list becomes one text
 */
export function filled(
  wording: string,
  parameters: Parameters,
  word: (value: string | number | readonly string[], name: string) => string = (value) =>
    typeof value === 'object' ? value.join(', ') : String(value),
): string {
  return wording.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = parameters[name];
    return value === undefined ? place : word(value, name);
  });
}

/** Nobody but a contract of ours writes this: gRPC and peers have codes of the same names ("5 NOT_FOUND: …"). */
const WIRE_PREFIX = 'catalog-chain ';

/** Parameters as they are written behind the wording, as in ` [roles=clerk&roles=officer]`; nothing where there are none. */
function written(parameters: Parameters): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    (typeof value === 'object' ? value : [String(value)]).map((one): [string, string] => [name, one]),
  );
  return pairs.length === 0 ? '' : ` [${new URLSearchParams(pairs).toString()}]`;
}

function readParameters(text: string): Parameters {
  const pairs = new URLSearchParams(text);
  return Object.fromEntries([...new Set(pairs.keys())].map((name) => [name, pairs.getAll(name)]));
}

/**
 * A refusal by the domain: a code, the English wording that stands for the sentence in every language, and its parameters.
 * Whoever shows it to a person words it in that person's language; the wording is what is left where there is no other.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: DomainCode,
    readonly wording: string,
    readonly parameters: Parameters = {},
  ) {
    super(`${WIRE_PREFIX}${code}: ${wording}${written(parameters)}`);
  }

  /** In English. */
  get detail(): string {
    return filled(this.wording, this.parameters);
  }
}

/** At the start, or behind what a peer writes before the answer of a chaincode. */
const WIRE = new RegExp(
  `^(?:chaincode response \\d{3}, )?${WIRE_PREFIX}(${DOMAIN_CODES.join('|')}): ([\\s\\S]*?)(?: \\[([^\\]\\s]*)\\])?$`,
);

/**
 * Reads a contract's refusal from an error that crossed a peer or the shim; undefined when it is none.
 * Contracts of before wrote the sentence alone: it is a wording without parameters.
 */
export function parseDomainError(
  text: string,
): { readonly code: DomainCode; readonly message: string; readonly said: Said } | undefined {
  const [, named, wording, written] = WIRE.exec(text) ?? [];
  const code = DOMAIN_CODES.find((known) => known === named);
  if (code === undefined || wording === undefined) return undefined;
  const parameters = readParameters(written ?? '');
  return { code, message: filled(wording, parameters), said: { wording, parameters } };
}

/** @throws DomainError when the condition does not hold. */
export function ensure(
  condition: boolean,
  code: DomainCode,
  wording: string,
  parameters?: Parameters,
): asserts condition {
  if (!condition) throw new DomainError(code, wording, parameters);
}
