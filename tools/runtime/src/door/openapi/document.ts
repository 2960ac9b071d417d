import type { AnyContract } from '@carveout/contract';
import { servedOperations } from '../served-operation.ts';
import type { ServedOperation } from '../served-operation.ts';
import { operationObject } from './operation.ts';
import { problemSchema } from './responses.ts';
import type { SchemaStore } from './schemas.ts';
import { usualResponses } from './usual-responses.ts';
import type { GatewayInFront } from './usual-responses.ts';

export interface DocumentOptions {
  readonly title: string;
  /** Version of the document. Default `1.0.0`. */
  readonly version?: string | undefined;
  /** Cookie that tells who calls; the document then offers it beside the bearer token. */
  readonly sessionCookie?: string | undefined;
  /** Where clients reach the operations through a gateway. @default they reach the door */
  readonly gateway?: GatewayInFront | undefined;
}

/** An OpenAPI 3.1 document of everything that the contracts serve at the door. A JSON value. */
export function openApiDocument(contracts: readonly AnyContract[], options: DocumentOptions): unknown {
  return documentOf(servedOperations(contracts), options);
}

export function documentOf(served: readonly ServedOperation[], options: DocumentOptions): unknown {
  const { gateway } = options;
  const schemes: Record<string, unknown> = {
    ...(options.sessionCookie === undefined
      ? {}
      : { session: { type: 'apiKey', in: 'cookie', name: options.sessionCookie } }),
    ...(gateway?.tokens === false ? {} : { bearer: { type: 'http', scheme: 'bearer' } }),
  };
  const schemas: SchemaStore = { Problem: problemSchema };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of served) {
    const path = one.route.path.replace(/:([A-Za-z_][A-Za-z0-9_]*)/g, '{$1}');
    const item = (paths[path] ??= {});
    item[one.route.method.toLowerCase()] = operationObject(one, Object.keys(schemes), schemas, gateway);
  }
  return {
    openapi: '3.1.0',
    info: { title: options.title, version: options.version ?? '1.0.0' },
    tags: [...new Set(served.map(({ operation }) => operation.module))].sort().map((name) => ({ name })),
    paths,
    components: { schemas, responses: usualResponses(gateway), securitySchemes: schemes },
  };
}
