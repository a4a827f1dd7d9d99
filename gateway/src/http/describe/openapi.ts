// SPDX-License-Identifier: Apache-2.0
/** The API description (OpenAPI 3.1), from the route table and the DTOs. */
import { createRequire } from 'node:module';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import { ACT_SIGNATURE } from '../acts/act-signature.js';
import { isSignableOperation } from '../acts/operations.js';
import { commonProblems } from './common-problems.js';
import { jsonSchemaOf, type Class } from '../dto/rule.js';
import { MEANINGS, CODES } from '../problems/meanings.js';
import type { Code } from '../problems/codes.js';
import type { Answered, Content, Route } from '../route.js';
import { CSV_TYPE, XLSX_TYPE } from '../send/tables.js';

type Node = Readonly<Record<string, unknown>>;

type Options = NonNullable<Parameters<typeof validationMetadatasToSchemas>[0]>;

/** class-transformer's own record of nested types, which it does not export by name. */
const { defaultMetadataStorage } = createRequire(import.meta.url)('class-transformer/cjs/storage.js') as {
  defaultMetadataStorage: NonNullable<Options['classTransformerMetadataStorage']>;
};

const ref = (type: Class): Node => ({ $ref: `#/components/schemas/${type.name}` });

const page = (type: Class, beside: Readonly<Record<string, Class>> = {}): Node => ({
  type: 'object',
  required: ['items', 'asOf', ...Object.keys(beside)],
  additionalProperties: false,
  properties: {
    items: { type: 'array', items: ref(type) },
    next: { type: 'string', description: 'Cursor of the next page; absent on the last.' },
    asOf: { type: 'integer', minimum: -1, description: 'The block the answer is as of.' },
    ...Object.fromEntries(Object.entries(beside).map(([name, more]) => [name, ref(more)])),
  },
});

const TABLES: Node = {
  [CSV_TYPE]: { schema: { type: 'string' } },
  [XLSX_TYPE]: { schema: { type: 'string', format: 'binary' } },
};

function contentOf(content: Content, extra: readonly string[]): Node {
  if ('schema' in content) return { [content.mediaType ?? 'application/json']: { schema: content.schema } };
  const tables = 'tables' in content ? TABLES : {};
  if (!('one' in content) && !('page' in content)) return tables;
  const schema = 'one' in content ? ref(content.one) : page(content.page, content.with);
  const item = 'one' in content ? ref(content.one) : ref(content.page);
  const others = extra.map((mediaType) => [mediaType, { schema: item }]);
  return { 'application/json': { schema }, ...(Object.fromEntries(others) as Node), ...tables };
}

const answered = (row: Route, { description, content }: Answered): Node => ({
  description,
  ...(content && { content: contentOf(content, row.produces ?? []) }),
});

/** Problems by status, all of one shape; the description names the codes that come with each. */
function problemResponses(codes: readonly Code[]): Node {
  const byStatus = Map.groupBy(codes, (code) => MEANINGS[code].status);
  const responses = [...byStatus].map(([status, group]) => {
    const lines = group.map((code) => `- \`${code}\`: ${MEANINGS[code].en.title}`);
    const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    return [String(status), { description: [...new Set(lines)].join('\n'), content }];
  });
  return Object.fromEntries(responses) as Node;
}

const parameter = (
  place: 'path' | 'query' | 'header',
  name: string,
  required: boolean,
  schema: Node,
): Node => ({
  name,
  in: place,
  required,
  schema,
});

const IDEMPOTENCY_KEY = {
  ...parameter('header', 'Idempotency-Key', false, { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' }),
  description: 'Same key and body: the stored answer. Same key, other body: 409.',
};

const ACT_SIGNATURE_HEADER = {
  ...parameter('header', ACT_SIGNATURE, false, { type: 'string', pattern: '^[A-Za-z0-9_-]+$' }),
  description: 'The signature of the person who decides: see `/v1/acts/prepare`.',
};

function headersOf(row: Route): readonly Node[] {
  const signable = isSignableOperation(row.operationId);
  return [...(row.write ? [IDEMPOTENCY_KEY] : []), ...(signable ? [ACT_SIGNATURE_HEADER] : [])];
}

function parametersOf(row: Route, schemas: Readonly<Record<string, Node>>): readonly Node[] {
  const inPath = Object.entries(row.params ?? {}).map(([name, schema]) =>
    parameter('path', name, true, jsonSchemaOf(schema)),
  );
  const query = row.query ? schemas[row.query.name] : undefined;
  const inQuery = Object.entries((query?.['properties'] ?? {}) as Record<string, Node>).map(
    ([name, schema]) =>
      parameter('query', name, ((query?.['required'] ?? []) as string[]).includes(name), schema),
  );
  return [...inPath, ...inQuery, ...headersOf(row)];
}

function requestBodyOf(row: Route): Node | undefined {
  if (row.body) return { required: true, content: { 'application/json': { schema: ref(row.body) } } };
  if (!row.raw) return undefined;
  const { mediaTypes, schema } = row.raw;
  const content = mediaTypes.map((type) => [
    type,
    { schema: type === 'application/json' ? schema : { type: 'string' } },
  ]);
  return { required: true, content: Object.fromEntries(content) as Node };
}

function operationOf(row: Route, schemas: Readonly<Record<string, Node>>): Node {
  const requestBody = requestBodyOf(row);
  const answers = Object.entries(row.answers).map(([status, answer]) => [status, answered(row, answer)]);
  return {
    operationId: row.operationId,
    tags: [row.tag],
    summary: row.summary,
    ...(row.description && { description: row.description }),
    security: row.access === 'public' ? [] : [{ bearer: [] }],
    parameters: parametersOf(row, schemas),
    ...(requestBody && { requestBody }),
    responses: {
      ...problemResponses([...commonProblems(row), ...(row.problems ?? [])]),
      ...(Object.fromEntries(answers) as Node),
    },
  };
}

function pathsOf(routes: readonly Route[], schemas: Readonly<Record<string, Node>>): Node {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  const paths = [...byPath].map(([path, rows]) => [
    path,
    Object.fromEntries(rows.map((row) => [row.method, operationOf(row, schemas)])) as Node,
  ]);
  return Object.fromEntries(paths) as Node;
}

const text = { type: 'string' };

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457. Switch on `code`; show `title`, `detail` and `action`.',
  required: ['type', 'title', 'status', 'code', 'detail', 'action', 'instance'],
  additionalProperties: false,
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    code: { type: 'string', enum: CODES },
    detail: text,
    action: text,
    instance: text,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'rule'],
        additionalProperties: false,
        properties: { field: text, rule: text },
      },
    },
  },
};

/** Every DTO's schema, closed: a field that is not described is refused. */
function dtoSchemas(): Record<string, Node> {
  const schemas = validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: '#/components/schemas/',
  });
  const closed = Object.entries(schemas).map(([name, schema]) => [
    name,
    { ...schema, additionalProperties: false },
  ]);
  return Object.fromEntries(closed) as Record<string, Node>;
}

/** @returns the document, plain data */
export function openApiOf(routes: readonly Route[], version: string): Node {
  const schemas = dtoSchemas();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Catalog Chain',
      version,
      description: 'Who used which shared record, when, and under which grant.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: pathsOf(routes, schemas),
    components: {
      schemas: { ...schemas, Problem: PROBLEM },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
