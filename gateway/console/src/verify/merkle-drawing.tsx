// SPDX-License-Identifier: Apache-2.0
/** A Merkle path as a picture: our hashes upwards in green, those of the path beside them, the stated root at the top. */
import type { ReactElement } from 'react';
import { useSay } from '../i18n/i18n';
import type { ProvedPath } from './protocol';

const WIDTH = 760;
const ROW = 54;
const BOX = 150;
const TALL = 26;
const SHOWN = 16;

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly hash: string;
  readonly isOurs: boolean;
}

function Box({ x, y, hash, isOurs }: BoxProps): ReactElement {
  return (
    <g className={isOurs ? 'proven' : undefined}>
      <rect x={x - BOX / 2} y={y} width={BOX} height={TALL} rx="2" />
      <text x={x} y={y + 17} textAnchor="middle">
        {hash.slice(0, SHOWN)}…
      </text>
    </g>
  );
}

export function MerkleDrawing({ path }: { readonly path: ProvedPath }): ReactElement {
  const say = useSay();
  const { steps, leaf, root, stated } = path;
  const height = (steps.length + 1) * ROW + 30;
  const middle = WIDTH / 2;
  const aside = 200;
  const rowOf = (level: number): number => height - 40 - level * ROW;
  const levels = [leaf, ...steps.map(({ parent }) => parent)];
  return (
    <div className="merkle">
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={say('verify.merkleLead')}>
        {steps.map(({ sibling, isLeft }, level) => {
          const side = middle + (isLeft ? aside : -aside);
          const from = rowOf(level);
          const to = rowOf(level + 1) + TALL;
          return (
            <g key={level}>
              <path className="proven" d={`M${middle} ${from}V${to}`} />
              <path d={`M${side} ${from}V${(from + to) / 2}H${middle}`} />
              <Box x={side} y={from} hash={sibling} isOurs={false} />
            </g>
          );
        })}
        {levels.map((hash, level) => (
          <Box key={level} x={middle} y={rowOf(level)} hash={hash} isOurs />
        ))}
        <text x={middle + BOX / 2 + 10} y={rowOf(0) + 17}>
          {steps.length === 0 ? '' : say('verify.leaf')}
        </text>
        <text x={middle + BOX / 2 + 10} y={rowOf(steps.length) + 17}>
          {say('verify.root')}
        </text>
      </svg>
      <p>
        <span className={root === stated ? 'tag good' : 'tag bad'}>
          {say(root === stated ? 'verify.rootFits' : 'verify.rootDiffers')}
        </span>{' '}
        <code>{stated}</code>
      </p>
    </div>
  );
}
