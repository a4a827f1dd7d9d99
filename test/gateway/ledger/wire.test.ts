// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { common } from '@hyperledger/fabric-protos';
import { dataHash, headerBytes, headerHash } from '@catalog-chain/verifier/wire/block-header';
import {
  buildEnvelope,
  buildProposal,
  buildResponse,
  buildTransaction,
} from '@catalog-chain/verifier/wire/build-envelope';
import { signMessage, verifyMessage } from '@catalog-chain/verifier/wire/ecdsa';
import {
  readAction,
  readEnvelope,
  readIdentity,
  readResponse,
  serializedIdentity,
} from '@catalog-chain/verifier/wire/envelope';
import {
  decodeReadWriteSet,
  encodeReadWriteSet,
  type ReadWriteSet,
} from '@catalog-chain/verifier/wire/read-write-set';
import { test } from '../../support/testing.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('signatures are plain DER that OpenSSL verifies, and one bit more or less is refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(), (message, n) => {
      const signature = signMessage(privateKey, message);
      assert.ok(verify('sha256', message, publicKey, signature));
      assert.ok(verifyMessage(publicKey, message, signature));
      const altered = Uint8Array.from(signature);
      const at = n % altered.length;
      altered[at] = (altered[at] ?? 0) ^ (1 << (n % 8));
      assert.ok(!verifyMessage(publicKey, message, altered));
      assert.ok(!verifyMessage(publicKey, message, signature.subarray(0, at)));
    }),
    { numRuns: 200 },
  );
});

test('about half of OpenSSL’s signatures have a high S, and are refused', () => {
  const message = Buffer.from('message');
  const accepted = Array.from({ length: 100 }, () =>
    verifyMessage(publicKey, message, sign('sha256', message, privateKey)),
  ).filter(Boolean).length;
  assert.ok(accepted > 10 && accepted < 90, `${accepted} of 100`);
});

test('a block header is the DER of number, previous hash and data hash', () => {
  const bytes = (n: number): Buffer => Buffer.alloc(32, n);
  const der = (number: number): string =>
    headerBytes({ number, previousHash: bytes(1), dataHash: bytes(2) }).toString('hex');
  const rest = `0420${'01'.repeat(32)}0420${'02'.repeat(32)}`;
  assert.equal(der(0), `3047020100${rest}`);
  assert.equal(der(127), `304702017f${rest}`);
  assert.equal(der(128), `304802020080${rest}`);
  assert.equal(der(256), `304802020100${rest}`);
  assert.equal(der(2 ** 40), `304c0206010000000000${rest}`);
  const first = { number: 0, previousHash: new Uint8Array(), dataHash: bytes(2) };
  assert.equal(headerBytes(first).toString('hex'), `302702010004000420${'02'.repeat(32)}`);
  assert.equal(headerHash(first), createHash('sha256').update(headerBytes(first)).digest('hex'));
});

test('the data hash covers the envelopes one after another', () => {
  const parts = [Buffer.from('one'), Buffer.from('two')];
  assert.deepEqual(dataHash(parts), createHash('sha256').update('onetwo').digest());
});

const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((text) => text.isWellFormed());
const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
const version = fc.option(fc.record({ block: fc.nat(), tx: fc.nat() }), { nil: undefined });
const read = fc.record({ key, version });
const readWriteSet: fc.Arbitrary<ReadWriteSet> = fc.record({
  reads: fc.array(read),
  ranges: fc.array(
    fc.record({
      start: key,
      end: fc.oneof(key, fc.constant('')),
      exhausted: fc.boolean(),
      reads: fc.array(read),
    }),
  ),
  writes: fc.array(fc.record({ key, value: fc.option(bytes) })),
  collections: fc.array(
    fc.record({
      name: fc.constantFrom('_implicit_org_OneMSP', 'other'),
      reads: fc.array(fc.record({ keyHash: bytes, version })),
      writes: fc.array(fc.record({ keyHash: bytes, valueHash: fc.option(bytes), purge: fc.boolean() })),
    }),
  ),
});

test('a read/write set is read back as it was written', () => {
  fc.assert(
    fc.property(readWriteSet, (set) => {
      assert.deepEqual(plain(decodeReadWriteSet('ns', encodeReadWriteSet('ns', set))), plain(set));
      assert.deepEqual(decodeReadWriteSet('other', encodeReadWriteSet('ns', set)).writes, []);
    }),
  );
});

test('a transaction is read back as it was built', () => {
  fc.assert(
    fc.property(
      readWriteSet,
      fc.array(bytes),
      bytes,
      fc.nat(4_000_000_000_000),
      (set, args, result, timestamp) => {
        const creator = serializedIdentity('OneMSP', 'certificate');
        const call = [Buffer.from('contract:method'), ...args];
        const proposal = buildProposal({ channel: 'c', chaincode: 'ns', creator, args: call, timestamp });
        const { transactionId, hash: proposalHash } = proposal;
        const event = { name: 'noun.happened', payload: result };
        const response = buildResponse({
          chaincode: 'ns',
          transactionId,
          proposalHash,
          event,
          result,
          readWriteSet: encodeReadWriteSet('ns', set),
        });
        const endorsement = { endorser: creator, signature: result };
        const payload = buildTransaction(proposal, response, [endorsement]);
        const header = readEnvelope(buildEnvelope(payload, result));
        assert.deepEqual(
          [header.transactionId, header.timestamp, header.channel],
          [transactionId, timestamp, 'c'],
        );
        assert.deepEqual(readIdentity(header.creator), { mspId: 'OneMSP', certificatePem: 'certificate' });
        const action = readAction(header.data);
        assert.equal(action.transaction, 'contract:method');
        assert.deepEqual(plain(action.args), plain(args));
        const read = readResponse('ns', action.responsePayload);
        assert.deepEqual(plain(read.readWriteSet), plain(set));
        assert.deepEqual(plain(read.result), plain(result));
        assert.deepEqual(plain(read.event), plain(event));
        assert.deepEqual(plain(read.proposalHash), plain(proposalHash));
      },
    ),
    { numRuns: 50 },
  );
});

test('a transaction id is the SHA-256 of nonce and creator', () => {
  const creator = serializedIdentity('OneMSP', 'certificate');
  const proposal = buildProposal({ channel: 'c', chaincode: 'ns', creator, args: [], timestamp: 0 });
  const header = common.SignatureHeader.deserializeBinary(proposal.signatureHeader);
  const expected = createHash('sha256').update(header.getNonce_asU8()).update(creator).digest('hex');
  assert.equal(proposal.transactionId, expected);
});

/** Bytes as hex, so that kinds of byte arrays compare equal. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, part: unknown) =>
      isBytes(part) ? Buffer.from(part as Uint8Array).toString('hex') : part,
    ),
  );

const isBytes = (part: unknown): boolean =>
  part instanceof Uint8Array ||
  (typeof part === 'object' && part !== null && 'type' in part && part.type === 'Buffer');
