// SPDX-License-Identifier: Apache-2.0
/**
 * Checks what a gateway answers against its own API description. Schemas are compiled when the first answer needs them,
 * and once per process: the description is long, and nearly every test file starts a gateway.
 */
import type { Request, RequestHandler } from 'express';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Schema = Readonly<Record<string, unknown>>;
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** The part of an OpenAPI 3.1 description that answers are checked against. */
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Schema;
}

const BASE = 'description';
const checkers = new WeakMap<object, DescribedAnswers>();

/** Tells of every JSON answer that departs from the description; what the description does not name is let pass. */
export function answersChecked(description: object, departs: (what: string) => void): RequestHandler {
  const checker = checkerOf(description);
  return (request, response, next) => {
    const send = response.json.bind(response);
    response.json = (body: unknown) => {
      const type = response.get('content-type') ?? 'application/json';
      const fault = checker.faultOf(request, response.statusCode, type, body);
      if (fault !== undefined) departs(`${request.method} ${request.originalUrl}: ${fault}`);
      return send(body);
    };
    next();
  };
}

function checkerOf(description: object): DescribedAnswers {
  const known =
    checkers.get(description) ?? new DescribedAnswers(JSON.parse(JSON.stringify(description)) as Description);
  checkers.set(description, known);
  return known;
}

class DescribedAnswers {
  // OpenAPI adds words of its own to schemas, and formats such as `binary`, that JSON Schema does not know. A schema is
  // compiled for a few answers: what many others refer to is compiled once, and nothing made faster than it is.
  private readonly ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: { binary: true },
    inlineRefs: false,
    code: { optimize: false },
    validateSchema: false,
  });
  private readonly compiled = new Map<Schema, ValidateFunction>();
  private readonly paths: readonly (readonly [RegExp, Readonly<Record<string, Operation>>])[];

  constructor(description: Description) {
    addFormats.default(this.ajv);
    this.ajv.addSchema({ $id: BASE, components: description.components });
    this.paths = Object.entries(description.paths).map(([template, operations]) => [
      new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
      operations,
    ]);
  }

  /** @returns how the answer departs from what is described */
  faultOf({ method, path }: Request, status: number, contentType: string, body: unknown): string | undefined {
    const operations = this.paths.find(([pattern]) => pattern.test(path))?.[1];
    const operation = operations?.[method.toLowerCase()];
    if (operation === undefined) return undefined;
    const described = operation.responses[status];
    if (described === undefined) return `no answer with status ${status} is described`;
    const mediaType = contentType.split(';', 1)[0] ?? '';
    const schema = described.content?.[mediaType]?.schema;
    if (schema === undefined) return `no ${mediaType} is described for status ${status}`;
    const conforms = this.validator(schema);
    const sent: unknown = JSON.parse(JSON.stringify(body));
    return conforms(sent) ? undefined : this.ajv.errorsText(conforms.errors, { dataVar: '' });
  }

  private validator(schema: Schema): ValidateFunction {
    const known = this.compiled.get(schema) ?? this.ajv.compile(absolute(schema) as Schema);
    this.compiled.set(schema, known);
    return known;
  }
}

/** References inside the description become references to it. */
function absolute(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${BASE}#/`));
}
