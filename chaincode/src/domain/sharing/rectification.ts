// SPDX-License-Identifier: Apache-2.0
/** A suspended consumer mends what is wrong by a date: declared by it, found mended or wanting by who suspended it. */
import { ensure } from '../errors';
import { ensureDeclarable } from '../growing-lists';
import type { Stamp } from '../records';
import { parseInstant } from '../calendar/time';
import type { Declaration, Grant, Rectification } from './grant-records';

/** The rectification that goes on. @throws DomainError `INVALID_STATE` where none does */
export function ensureRectifying({ rectification }: Grant): Rectification {
  const goesOn = rectification?.outcome === undefined;
  ensure(
    rectification !== undefined && goesOn,
    'INVALID_STATE',
    'Nothing is to be rectified under the grant.',
  );
  return rectification;
}

/** The suspended grant, to be mended until a time. */
export function rectifiedBy(grant: Grant, reason: string, dueAt: string, stamp: Stamp): Grant {
  const number = (grant.rectification?.number ?? 0) + 1;
  return { ...grant, rectification: { reason, number, asked: stamp, dueAt } };
}

/** By the consumer: it is mended. @throws DomainError `INVALID_STATE` where that was declared before, `LIMIT_REACHED` */
export function rectified(grant: Grant, declared: Declaration, stamp: Stamp): Grant {
  const rectification = ensureRectifying(grant);
  ensure(grant.state === 'suspended', 'INVALID_STATE', 'The grant is {state}.', { state: grant.state });
  ensure(rectification.declared === undefined, 'INVALID_STATE', 'That was declared already.');
  ensureDeclarable(rectification);
  return { ...grant, rectification: { ...rectification, declared }, changed: stamp };
}

/** By who asked for it: it is not mended, and owed as before; until when, `goesOnUntil` says. @throws DomainError `INVALID_STATE`, `NOT_OWNER` */
export function rectificationContested(
  grant: Grant,
  reason: string,
  stamp: Stamp,
  byManager: boolean,
): Grant {
  const { declared, ...open } = ensureRectifying(grant);
  ensure(declared !== undefined, 'INVALID_STATE', 'Nothing is declared.');
  const own = open.asked.by === stamp.by;
  ensure(own || byManager, 'NOT_OWNER', 'Who asked for it judges it, or a manager.');
  const contested = [...(open.contested ?? []), { declared, reason, stamp }];
  return { ...grant, rectification: { ...open, contested }, changed: stamp };
}

/** The grant, to be mended until another time. */
export function goesOnUntil(grant: Grant, dueAt: string): Grant {
  return { ...grant, rectification: { ...ensureRectifying(grant), dueAt } };
}

/** The grant after it was resumed or ended: how the rectification went. */
export function rectificationOver(grant: Grant, stamp: Stamp): Grant {
  const { rectification } = grant;
  if (!rectification || rectification.outcome !== undefined) return grant;
  const failed = hasFailed(rectification, stamp) ? 'failed' : 'ended';
  const outcome = grant.state === 'active' ? 'mended' : failed;
  return { ...grant, rectification: { ...rectification, outcome } };
}

/** Not mended in time, or found wanting: grounds for ending the grant. */
export function hasFailed({ declared, contested, dueAt, outcome }: Rectification, { at }: Stamp): boolean {
  if (outcome !== undefined || declared !== undefined) return false;
  return (contested?.length ?? 0) > 0 || parseInstant(at) > parseInstant(dueAt);
}
