// SPDX-License-Identifier: Apache-2.0
/** What one person entered and signed, as it is handed to the one who is to agree: the call, and the first signature. */
import { contentOf } from '../specs/faults';
import type { Act, Values } from '../specs/spec';
import type { OwnKey } from './own-keys';
import { enter, prepare, type Entered, type Operation } from './sign';

const FORM = 'catalog-chain/handover/1';

export interface Handover {
  readonly form: typeof FORM;
  readonly address: string;
  readonly method?: 'PUT';
  readonly operation: Operation;
  readonly id?: string;
  readonly content?: Readonly<Record<string, unknown>>;
  readonly entered: Entered;
}

/** @throws ProblemError, NotAsShown, DOMException */
export async function handOver(act: Act, values: Values, key: OwnKey): Promise<string> {
  const { signing, address, method } = act;
  if (!signing) throw new Error('Nobody signs this.');
  const { operation, id } = signing;
  const content = contentOf(act, values);
  const prepared = await prepare({ operation, id, content }, key);
  const handover: Handover = {
    form: FORM,
    address,
    ...(method && { method }),
    operation,
    ...(id !== undefined && { id }),
    ...(content && { content }),
    entered: await enter(prepared, key),
  };
  return JSON.stringify(handover);
}

/** The gateway and the contracts judge it whole; here it only has to be one. An address elsewhere is none. */
export function readHandover(text: string): Handover | undefined {
  try {
    const value = JSON.parse(text) as Partial<Handover>;
    const isWhole =
      value.form === FORM &&
      typeof value.operation === 'string' &&
      typeof value.address === 'string' &&
      value.address.startsWith('/v1/') &&
      typeof value.entered === 'object';
    return isWhole ? (value as Handover) : undefined;
  } catch {
    return undefined;
  }
}
