import { throwCollected } from '@carveout/runtime/errors';
import type { GatewayPlan, PlannedRoute } from '../plan.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { limitFaults } from './limits.ts';
import { AUTHORIZER, notFound, preflight, proxied } from './methods.ts';
import { resourcesOf } from './resources.ts';
import type { Resource } from './resources.ts';

/**
 * A REST API of Amazon API Gateway for a topology's gateway, as OpenAPI 3.0 with Amazon's extensions. Not an HTTP API: those
 * check no parameters and cannot say their own refusals as problem details.
 *
 * @throws CarveoutError CARV-640, one for each thing that it cannot carry.
 */
export function amazonConfig(plan: GatewayPlan): string {
  throwCollected(limitFaults(plan));
  const resources = [...resourcesOf(plan.operations), ...(plan.pages ? pageResources(plan.pages) : [])];
  const paths: Record<string, Record<string, object>> = {};
  for (const resource of resources)
    for (const method of resource.route.methods)
      (paths[resource.path] ??= {})[method.toLowerCase()] = proxied(resource, method, plan);
  if (plan.pages) for (const path of DOCUMENTS) paths[path] = { get: notFound(path), head: notFound(path) };
  if (plan.gateway.origins.length > 0)
    for (const [path, methods] of Object.entries(paths)) methods['options'] = preflight(plan.gateway.origins, path);
  const document = {
    openapi: '3.0.3',
    info: {
      title: 'Gateway',
      description: `Made by \`carveout gateway-config amazon ${plan.topologyFile}\`. Do not edit: change the topology or the contracts. See docs/guides/other-gateways.md.`,
      version: '1',
    },
    paths,
    components: { securitySchemes: { [AUTHORIZER]: authorizer } },
    'x-amazon-apigateway-request-validators': {
      parameters: { validateRequestParameters: true, validateRequestBody: false },
    },
    'x-amazon-apigateway-gateway-responses': gatewayResponses(),
    // Bodies pass as they are, pictures too.
    'x-amazon-apigateway-binary-media-types': ['*/*'],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Where a door shows the API of its own modules, which are a part of the whole: pages' catch-all would lead there. */
const DOCUMENTS = ['/openapi.json', '/explorer', '/explorer/{proxy+}'];

/** Pages get what no operation claims: the root, which a catch-all leaves out, and everything else. */
function pageResources(pages: PlannedRoute): Resource[] {
  return [
    { path: '/', parameters: new Map(), route: pages },
    { path: '/{proxy+}', parameters: new Map([['proxy', 'proxy']]), route: pages },
  ];
}

/**
 * A Lambda function that asks a Carveout gateway's identity endpoint, and allows or denies the request. Its context has to
 * have `principal`: the value of the header, or an empty text for nobody. Whoever loads the document fills in the region and
 * the account; the function's name is a stage variable.
 */
const authorizer = {
  type: 'apiKey',
  name: 'Unused',
  in: 'header',
  'x-amazon-apigateway-authtype': 'custom',
  'x-amazon-apigateway-authorizer': {
    type: 'request',
    authorizerUri:
      'arn:aws:apigateway:AWS_REGION:lambda:path/2015-03-31/functions/' +
      'arn:aws:lambda:AWS_REGION:AWS_ACCOUNT:function:${stageVariables.authorizer}/invocations',
    // A principal is good for a minute, and who may do one thing may not do the next: nothing is remembered.
    authorizerResultTtlInSeconds: 0,
  },
} as const;
