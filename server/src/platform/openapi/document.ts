import * as contracts from '@zakpos/contracts';
import { type Route, routes } from '@zakpos/contracts';
import { z } from 'zod';
import { problemResponses } from './problem-responses.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;
type Io = 'input' | 'output';

const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** The contracts' exported objects give the components their names. */
const named = z.registry<{ id: string }>();
for (const [name, value] of Object.entries(contracts)) {
  if (value instanceof z.ZodObject) named.add(value, { id: pascal(name) });
}

/** What a caller sends differs from what comes back (defaults make optional fields certain), and so do the components' names. */
const componentName = (id: string, io: Io) => (io === 'output' || id.endsWith('Input') ? id : `${id}Input`);

/** Unicode classes as ranges, which every dialect of regular expressions reads; UTF-8 holds no surrogates anyway. */
const portable = (pattern: string) => pattern.replaceAll('\\p{Cc}', '\\u0000-\\u001f\\u007f-\\u009f').replaceAll('\\p{Cs}', '');

class Schemas {
  readonly components: Record<string, JsonSchema> = {};

  /** A schema whose named parts are references to the components. */
  of(schema: z.ZodType, io: Io): JsonSchema {
    const {
      $schema: _dialect,
      $defs,
      ...json
    } = z.toJSONSchema(schema, {
      io,
      metadata: named,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        delete jsonSchema['id'];
        // What a refinement demands, in the words of JSON Schema.
        Object.assign(jsonSchema, z.globalRegistry.get(zodSchema));
        // The format says it all, and some tools cannot read the pattern.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
        else if (jsonSchema.pattern !== undefined) jsonSchema.pattern = portable(jsonSchema.pattern);
      },
    });
    for (const [name, part] of Object.entries($defs ?? {})) this.components[componentName(name, io)] = pointed(part, io);
    return pointed(json, io);
  }
}

/** References to zod's own definitions, turned to the document's components. */
const pointed = (schema: JsonSchema, io: Io): JsonSchema =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === '$ref' && typeof value === 'string'
        ? value.replace(/^#\/\$defs\/(.+)$/, (_match, name: string) => `#/components/schemas/${componentName(name, io)}`)
        : value,
    ),
  ) as JsonSchema;

function parameters(schemas: Schemas, schema: z.ZodType, place: 'path' | 'query'): unknown[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
    schema: schemas.of(field as z.ZodType, 'input'),
  }));
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'A fresh UUID for each new request, and the same one when it is repeated: the stored answer then comes back.',
  schema: {
    type: 'string',
    minLength: 8,
    maxLength: 200,
    pattern: '^[!-~]{8,200}$',
    examples: ['0198c5a2-6f5e-7c41-9d1b-3a1f5b0c2d4e'],
  },
};

function requestBody(schemas: Schemas, route: Route): unknown {
  if (route.requestMedia !== 'application/json') {
    return { required: true, content: { [route.requestMedia]: { schema: { type: 'string' } } } };
  }
  if (route.body instanceof z.ZodUndefined) return undefined;
  return { required: true, content: { 'application/json': { schema: schemas.of(route.body, 'input') } } };
}

function success(schemas: Schemas, route: Route): unknown {
  const replayed = {
    description: 'true when this is the stored answer of an earlier request.',
    schema: { type: 'string', const: 'true' },
  };
  return {
    description: route.summary,
    ...(route.idempotent ? { headers: { 'Idempotency-Replayed': replayed } } : {}),
    content: Object.fromEntries(
      [route.responseMedia, ...route.otherResponseMedia].map((media) => [
        media,
        // Bytes and event streams have no JSON schema.
        media === 'application/json' ? { schema: schemas.of(route.response, 'output') } : {},
      ]),
    ),
  };
}

function operation(schemas: Schemas, name: string, route: Route): unknown {
  const [, tag] = route.path.split('/');
  return {
    operationId: name,
    summary: route.summary,
    tags: [tag],
    ...(route.access === 'public' ? { security: [] } : {}),
    ...(route.access === 'public' || route.access === 'signed_in'
      ? {}
      : { description: `Needs the permission \`${route.access}\`.` }),
    parameters: [
      ...parameters(schemas, route.params, 'path'),
      ...parameters(schemas, route.query, 'query'),
      ...(route.idempotent ? [idempotencyKey] : []),
    ],
    requestBody: requestBody(schemas, route),
    responses: { [String(route.status)]: success(schemas, route), ...problemResponses(route) },
  };
}

/** OpenAPI 3.1, made from the same tables that the server's handlers and the clients are made from. */
export function openApiDocument(): unknown {
  const schemas = new Schemas();
  schemas.of(contracts.problemDetails, 'output');
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    const item = (paths[`/v1${route.path}`] ??= {});
    item[route.method.toLowerCase()] = operation(schemas, name, route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ZakPOS',
      version: '1',
      description:
        'Money is an integer count of paisa (1 taka = 100 paisa), a quantity an integer count of thousandths, a rate an integer count of basis points. ' +
        'A refusal is problem+json (RFC 9457) with a `code` of a closed list, in Bangla or English.',
    },
    servers: [{ url: '/' }],
    security: [{ accessToken: [] }],
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
