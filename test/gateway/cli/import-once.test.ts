// SPDX-License-Identifier: Apache-2.0
/** One thing is one on the ledger, however two files write it; and a file that did not come whole leaves nothing there. */
import assert from 'node:assert/strict';
import { registerMembers } from '../../support/api-flows.js';
import { startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const record = (more: object = {}): object => ({
  securityServerType: 'Client',
  requestInTs: Date.UTC(2026, 5, 15),
  clientXRoadInstance: 'LAB',
  clientMemberClass: 'GOV',
  clientMemberCode: '70000001',
  clientSubsystemCode: 'desk',
  serviceXRoadInstance: 'LAB',
  serviceMemberClass: 'GOV',
  serviceMemberCode: '70000002',
  serviceCode: 'get',
  messageId: 'm-1',
  xRequestId: 'x-1',
  succeeded: true,
  ...more,
});

test('an exchange that three exports write differently is counted once, and a member that only looks like another is none', async () => {
  const usage = async (
    ...records: object[]
  ): Promise<{ code: number | undefined; out: string; err: string }> =>
    line.run('usage', 'import', await line.file(records), '--create-grants');
  assert.match((await usage(record())).out, /^claims: 1 created/m);
  for (const more of [{ securityServerType: 'CLIENT' }, { xRequestId: '', xrequestId: 'x-1' }]) {
    const { code, out } = await usage(record(more));
    assert.equal(code, 0);
    assert.doesNotMatch(out, /^claims: [1-9]\d* created/m);
    assert.match(out, /duplicate|unchanged/);
  }
  for (const [clientMemberCode, refused] of [
    ['70000001\u200b', 'READ_INVISIBLE'],
    ['7000\ufffd001', 'READ_REPLACEMENT'],
    ['zhang@example.org', 'RAW_DATA'],
  ]) {
    const file = await line.file([record({ clientMemberCode, xRequestId: 'x-2' })]);
    for (const more of [['--dry-run'], []]) {
      const { code, out, err } = await line.run('usage', 'import', file, '--create-grants', ...more);
      assert.equal(code, 1);
      assert.match(err, new RegExp(`refused ${refused} \\(1\\)`));
      assert.doesNotMatch(out, /^organisations: [1-9]\d* created/m);
    }
  }
});

const rdf = `<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">
${['R-1', 'R-2', 'R-3']
  .map(
    (
      id,
    ) => `<dcat:Dataset rdf:about="urn:d:${id}"><dct:identifier>${id}</dct:identifier><dct:title>Title ${id}</dct:title>
<dct:accessRights>public</dct:accessRights><dct:publisher>Office of Ends</dct:publisher></dcat:Dataset>`,
  )
  .join('\n')}
</rdf:RDF>
`;

test('linked data that is cut short is a fault, writes nothing and names nothing as gone', async () => {
  const whole = await line.run('catalog', 'import', await line.file(rdf, 'ends.rdf'));
  assert.match(whole.out, /^resources: 3 created/m, whole.err);
  for (const cut of [12, 300]) {
    const { code, out, err } = await line.run(
      'catalog',
      'import',
      await line.file(rdf.slice(0, -cut), 'ends.rdf'),
    );
    assert.equal(code, 2);
    assert.match(err, /ends\.rdf:\d+: FILE_RDF: /);
    assert.doesNotMatch(out + err, /NOT_IN_FILE|resources/);
  }
});

test('what is not shared does not become so by a second column, a second row or a draft', async () => {
  const table = 'identifier,title,publisher,accessLevel,共享类型\nZ-1,Bus,Office of Twos,public,不予共享\n';
  const twice = await line.run('catalog', 'import', await line.file(table));
  assert.equal(twice.code, 1);
  assert.match(twice.err, /refused READ_CONTRADICTION \(1\)/);
  const draft = {
    name: 'z-2',
    title: 'Bus',
    private: false,
    state: 'draft',
    organization: { title: 'Office of Twos' },
  };
  const kept = await line.run('catalog', 'import', await line.file([draft]));
  assert.match(kept.err, /refused READ_WITHDRAWN \(1\)/);
  for (const { out } of [twice, kept]) assert.doesNotMatch(out, /[1-9]\d* created/);
});
