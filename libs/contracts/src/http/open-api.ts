import * as z from 'zod';
import { type Operation, parametersOf, scopeOf } from './operation.ts';
import { operations } from './operations.ts';
import { problemSchema } from './problem.ts';

/** The OpenAPI 3.1 document of all operations. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, one] of Object.entries<Operation>(operations)) {
    const path = (paths[`/api/v1${one.path}`] ??= {});
    path[one.method.toLowerCase()] = operationObject(name, one);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Mailhaul', version, license: { name: 'Apache-2.0' } },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'mailhaul_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
    },
  };
}

function operationObject(name: string, one: Operation): Record<string, unknown> {
  const { answer, access } = one;
  const content = contentOf(one);
  return {
    operationId: name,
    tags: [one.tag],
    summary: one.summary,
    'x-access': access,
    ...(access === 'public'
      ? { security: [] }
      : { security: [{ session: [] }, { token: [] }], 'x-scope': scopeOf(one) }),
    parameters: parametersObject(one),
    ...(one.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [one.bodyType ?? 'application/json']: { schema: jsonSchema(one.body, 'input') },
            },
          },
        }),
    responses: {
      [answer.status]: { description: one.summary, ...(content === undefined ? {} : { content }) },
      default: {
        description: 'Refused: why, who can mend it, what to do',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
  };
}

function contentOf({ answer }: Operation): Record<string, unknown> | undefined {
  const { schema, type } = answer;
  if (schema === undefined) return type === undefined ? undefined : { [type]: {} };
  return { [type ?? 'application/json']: { schema: jsonSchema(schema, 'output') } };
}

function parametersObject(one: Operation): readonly unknown[] {
  const inPath = parametersOf(one.path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const shape = one.query?.shape ?? {};
  const inQuery = Object.entries(shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !(schema as z.ZodType).safeParse(undefined).success,
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
  const header = (name: string, isRequired: boolean, description: string) => ({
    name,
    in: 'header',
    required: isRequired,
    description,
    schema: { type: 'string' },
  });
  return [
    ...inPath,
    ...inQuery,
    ...(one.isKeyed
      ? [
          header(
            'Idempotency-Key',
            false,
            'A UUID; sent again with the same body it repeats the answer, not the deed',
          ),
        ]
      : []),
    ...(one.needsRevision
      ? [header('If-Match', true, 'The ETag of what is changed, as it was read')]
      : []),
  ];
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
