// SPDX-License-Identifier: Apache-2.0
/** What a file holds of a person is in no message, whatever column, name or heading it stands in. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { registerMembers } from '../../support/api-flows.js';
import { CONSUMER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

/** In the form of a person's number, of nobody. */
const PERSON = '110101199003074514';
/** Names a record, in a form that no screen knows. */
const RECORD = 'BJ-SA-100377';

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** All that an import says of a file, aloud and in its file of refused rows, and of that file's rehearsal. */
async function allSaid(...words: readonly string[]): Promise<string> {
  const said: string[] = [];
  for (const more of [['--dry-run'], []]) {
    const refused = await line.file('');
    const { out, err } = await line.run(...words, ...more, '--refused', refused);
    said.push(out, err, await readFile(refused, 'utf8'));
  }
  return said.join('\n');
}

const agreement = (reference: string, more: object = {}): object => ({
  base_reference: reference,
  organisation: 'University of Unsaid',
  versions: [
    {
      reference,
      version: '1.0',
      title: 'Study',
      start_date: '2026-01-01',
      end_date: '2027-12-31',
      datasets: [{ name: 'Births', type_of_data: 'Anonymised', legal_basis: 's261', ...more }],
    },
  ],
});

test('a part that is refused for what its own name holds is told without its name, and by it where it may be', async () => {
  const file = await line.file([agreement(`REF ${PERSON}`), agreement('REF-2', { name: `Of ${PERSON}` })]);
  const said = await allSaid('grant', 'import', file, '--provider', 'Office of Births');
  assert.match(said, /RAW_DATA/);
  assert.doesNotMatch(said, new RegExp(PERSON));
  const ended = await line.file([{ ...agreement('REF-3'), releases: [] }, agreement('REF-4', { name: '' })]);
  const told = await allSaid('grant', 'import', ended, '--provider', 'Office of Births');
  assert.doesNotMatch(told, new RegExp(PERSON));
});

test('a record that stands where the grant should is not repeated', async () => {
  const file = await line.file(
    `grant,recordId,correlation,action,at,system,actorId,purpose\n${RECORD},G-1,c-1,verify,2026-01-01T00:00:00Z,${CONSUMER}:s,a,p\n`,
  );
  const said = await allSaid('usage', 'import', file, '--organisation', CONSUMER);
  assert.match(said, /READ_GRANT/);
  assert.doesNotMatch(said, new RegExp(RECORD));
});

test('a file without headings is not told by its first row, where that is of a person', async () => {
  const map = await line.file({
    format: 'catalog-chain-mapping/1',
    of: 'catalogue',
    confirmed: true,
    rows: 'entry',
    columns: { Name: 'title', Who: 'publisher' },
    constants: { sharing: 'conditional' },
    values: {},
    identity: ['publisher', 'title'],
  });
  const file = await line.file(`Zhang,${PERSON}\nLi,${PERSON}\n`);
  const { code, err } = await line.run('catalog', 'import', file, '--map', map);
  assert.equal(code, 2);
  assert.match(err, /FILE_MAP_COLUMNS/);
  assert.doesNotMatch(err, new RegExp(PERSON));
});

test('what of a row the ledger would refuse is named as the file names it, in a table without a mapping and in a log', async () => {
  const refusals = async (...words: readonly string[]): Promise<string[]> => {
    const refused = await line.file('');
    await line.run(...words, '--dry-run', '--refused', refused);
    const lines = (await readFile(refused, 'utf8')).split('\n').filter(Boolean);
    return lines.map((one) => (JSON.parse(one) as { message: string }).message);
  };
  const head = 'identifier,title,publisher,sharingtype';
  const table = await line.file(
    `${head}\n${PERSON},One,Office,unconditional\nA-1,Two,Office,unconditional\n`,
  );
  const rule = 'must not hold personal data';
  assert.deepEqual(await refusals('catalog', 'import', table), [`identifier: ${rule}`]);
  assert.deepEqual(await refusals('catalog', 'import', table, '--legal-basis', `Of ${PERSON}`), [
    `--legal-basis: ${rule}`,
    `--legal-basis: ${rule}`,
  ]);
  const twins = await line.file(`${head}\nA 1,One,Office,unconditional\nA-1,Two,Office,unconditional\n`);
  assert.match((await refusals('catalog', 'import', twins))[0] ?? '', /differs only in blanks and signs/);
  const record = {
    securityServerType: 'Client',
    requestInTs: Date.UTC(2026, 0, 5),
    clientXRoadInstance: 'LAB',
    clientMemberClass: 'GOV',
    clientMemberCode: '1',
    serviceXRoadInstance: 'LAB',
    serviceMemberClass: 'GOV',
    serviceMemberCode: '2',
    serviceCode: 'get',
    xRequestId: 'x-1',
    succeeded: true,
  };
  const log = await line.file([
    { ...record, clientSubsystemCode: PERSON },
    { ...record, clientMemberCode: PERSON },
    { ...record, serviceCode: PERSON },
  ]);
  assert.deepEqual(
    await refusals('usage', 'import', log, '--create-grants'),
    ['subsystemCode', 'memberCode', 'serviceCode'].map((field) => `${field}: ${rule}`),
  );
});
