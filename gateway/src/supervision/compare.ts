// SPDX-License-Identifier: Apache-2.0
/** Names what differs between a report and what is recomputed. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { MemberReport, SupervisionReport } from './report.js';

const partsOf = ({ obligations, items, measures }: MemberReport): Map<string, string> =>
  new Map([
    ...Object.entries(obligations).map(([name, value]): [string, string] => [
      `obligations ${name}`,
      encode(value),
    ]),
    ...Object.entries(measures).map(([name, value]): [string, string] => [`measures ${name}`, encode(value)]),
    ...items.map((item): [string, string] => [`item ${item.item}`, encode(item)]),
  ]);

const memberIn = ({ members }: SupervisionReport, name: string): ReadonlyMap<string, string> => {
  const found = members.find(({ organisation }) => organisation === name);
  return found ? partsOf(found) : new Map();
};

function memberDifferences(name: string, stated: SupervisionReport, found: SupervisionReport): string[] {
  const [left, right] = [memberIn(stated, name), memberIn(found, name)];
  const parts = [...new Set([...left.keys(), ...right.keys()])];
  return parts
    .filter((part) => left.get(part) !== right.get(part))
    .map((part) => `differs  ${name}  ${part}`);
}

const frameOf = ({ asOf, span, genesisHash, profile }: SupervisionReport): string =>
  encode({ asOf, span, genesisHash, profile });

/** @returns a line each */
export function reportDifferences(stated: SupervisionReport, found: SupervisionReport): string[] {
  const frame = frameOf(stated) === frameOf(found) ? [] : ['differs  span, block, profile or chain'];
  const names = new Set([...stated.members, ...found.members].map(({ organisation }) => organisation));
  const lines = [...frame, ...[...names].flatMap((name) => memberDifferences(name, stated, found))];
  return lines.length === 0 && stated.digest !== found.digest ? ['differs  digest'] : lines;
}
