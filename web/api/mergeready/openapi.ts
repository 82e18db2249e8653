/** The OpenAPI 3.1 document of our own JSON, made from the table that makes the routes. */
import { z } from 'zod';
import type { Endpoint } from './ask.ts';
import { ENDPOINTS } from './endpoints.ts';
import { problem } from './shapes.ts';

/** @param server the address of `/api/mergeready` */
export const openApi = (server: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'mergeready',
    version: '1',
    description:
      "What the commands print with --json: series, landings, features, triage. More keys may come; these stay. Beside it stands Patchwork's API.",
    license: { name: 'GPL-2.0-only', identifier: 'GPL-2.0-only' },
  },
  servers: [{ url: server }],
  security: [{}, { token: [] }],
  paths: Object.fromEntries(ENDPOINTS.map((one) => [one.path, { get: operation(one) }])),
  components: {
    securitySchemes: {
      token: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description:
          '`Token` and a token of an account; where the site can be read by anybody, none is needed',
      },
    },
  },
});

function operation({ path, summary, query, isPaged, shape }: Endpoint) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries({
    ...query,
    asOf: 'a day (2026-05-01): what was known at its end',
    ...(isPaged ? { page: 'from 1', per_page: '100 where not given, 250 at the most' } : {}),
  }).map(([name, description]) => ({ name, in: 'query', description, schema: { type: 'string' } }));
  return {
    operationId: path.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase()),
    summary,
    parameters: [...inPath, ...inQuery],
    responses: {
      200: { description: 'It is here', content: { 'application/json': { schema: schemaOf(shape) } } },
      404: {
        description: 'There is none, or not on this date',
        content: { 'application/json': { schema: schemaOf(problem) } },
      },
    },
  };
}

function schemaOf(shape: z.ZodType) {
  const { $schema: _, ...schema } = z.toJSONSchema(shape);
  return schema;
}
