// SPDX-License-Identifier: Apache-2.0
/** Which Node.js the commands need. An older one must be able to read this file: it uses nothing that is new, and imports nothing. */

/** As `engines` of the packages has it. */
export const NEEDED_NODE = '24.4';

/** The status of a call that could not be carried out; never that of something which was looked at and found invalid. */
export const NOT_RUN = 2;

const numbersOf = (version: string): number[] => version.split('.').map(Number);

/** @param version as `process.versions.node` has it @returns undefined where it is new enough */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = numbersOf(version);
  const [neededMajor = 0, neededMinor = 0] = numbersOf(NEEDED_NODE);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return undefined;
  return (
    `Node.js ${NEEDED_NODE} or later is needed, this is ${version}: nothing was done. ` +
    `需要 Node.js ${NEEDED_NODE} 或者更高版本，当前为 ${version}：未执行任何操作。`
  );
}
