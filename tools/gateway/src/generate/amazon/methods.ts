import { CORS, PRINCIPAL, WITHIN } from '../inward.ts';
import { authority } from '../instances.ts';
import type { GatewayPlan, PlannedRoute } from '../plan.ts';
import { problemJson } from '../problem-text.ts';
import type { Resource } from './resources.ts';

export const AUTHORIZER = 'carveout';

type Method = Readonly<Record<string, unknown>>;

/** A method that passes a request on to the route's deployable, through a VPC link. */
export function proxied(resource: Resource, method: string, plan: GatewayPlan): Method {
  const { route, parameters } = resource;
  const names = [...parameters.values()];
  const { operation } = route;
  return {
    operationId: `${route.name.replaceAll('.', '_')}_${method.toLowerCase()}`,
    ...(operation?.summary === undefined ? {} : { summary: operation.summary }),
    ...(names.length === 0 ? {} : { parameters: names.map(pathParameter) }),
    responses: { default: { description: 'The answer of the deployable, or problem details.' } },
    security: [{ [AUTHORIZER]: [] }],
    'x-amazon-apigateway-request-validator': 'parameters',
    'x-amazon-apigateway-integration': {
      type: 'http_proxy',
      httpMethod: method,
      connectionType: 'VPC_LINK',
      connectionId: '${stageVariables.vpcLinkId}',
      // The sign of a catch-all stands in the method's path alone.
      uri: `${base(route, plan)}${resource.path.replace('+}', '}')}`,
      passthroughBehavior: 'when_no_match',
      timeoutInMillis: route.policy.within,
      requestParameters: {
        ...Object.fromEntries(names.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`])),
        ...INWARD,
        [`integration.request.header.${WITHIN}`]: `'${route.policy.within}'`,
      },
    },
  };
}

/** What the deployable is told, in place of whatever the client sent under these names. */
const INWARD = {
  [`integration.request.header.${PRINCIPAL}`]: 'context.authorizer.principal',
  'integration.request.header.X-Request-Id': 'context.requestId',
  'integration.request.header.X-Forwarded-For': 'context.identity.sourceIp',
  'integration.request.header.X-Forwarded-Host': 'context.domainName',
  'integration.request.header.X-Forwarded-Proto': "'https'",
  // A client's own word for what a gateway says of its retries.
  'integration.request.header.Carveout-Repeated': "''",
} as const;

const pathParameter = (name: string): object => ({ name, in: 'path', required: true, schema: { type: 'string' } });

/** The address of a stage variable, which names a listener of the load balancer behind the VPC link; or what the list says. */
function base({ upstream }: PlannedRoute, { isListed }: GatewayPlan): string {
  if (isListed) return `http://${authority(upstream.servers[0]!)}`;
  return `http://\${stageVariables.${stageVariable(upstream.name)}}`;
}

/** Stage variables have letters, digits and underscores in their names. */
export const stageVariable = (upstream: string): string => upstream.replaceAll(/[^A-Za-z0-9]/g, '_');

/**
 * Answers 404 by itself where a deployable would say what its own modules offer. For methods without a body alone: a mock has
 * a template for one type of body, and whatever has no method here is 404 as well.
 */
export function notFound(path: string): Method {
  return mock(path, 404, [
    override('Content-Type', '"application/problem+json"'),
    override('Cache-Control', '"no-store"'),
    override('X-Content-Type-Options', '"nosniff"'),
    override('X-Request-Id', '$context.requestId'),
    problemJson(404, '$context.requestId'),
  ]);
}

const override = (name: string, value: string): string => `#set($context.responseOverride.header.${name} = ${value})`;

/**
 * Answers a preflight by itself, to the origins that are listed. What the deployable answers afterwards passes through
 * without a word on origins: with `http_proxy`, nothing can be added to it.
 */
export function preflight(origins: readonly string[], path: string): Method {
  const headers = { 'Access-Control-Allow-Methods': CORS.methods, 'Access-Control-Allow-Headers': CORS.sent };
  const listed = origins.map((origin) => `$origin == "${origin}"`).join(' || ');
  return mock(path, 204, [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if(!$origin)#set($origin = $input.params().header.get("origin"))#end',
    `#if(${listed})`,
    override('Access-Control-Allow-Origin', '$origin'),
    override('Access-Control-Allow-Credentials', '"true"'),
    ...Object.entries(headers).map(([name, values]) => override(name, `"${values.join(', ')}"`)),
    override('Access-Control-Max-Age', `"${CORS.maxAge}"`),
    '#end',
  ]);
}

/** A method that asks nobody. @param template what is answered, in Velocity, a line each. */
function mock(path: string, status: 204 | 404, template: readonly string[]): Method {
  const names = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => name!);
  const description = status === 204 ? 'What pages of other origins may send.' : 'Nothing is served here.';
  return {
    ...(names.length === 0 ? {} : { parameters: names.map(pathParameter) }),
    responses: { [status]: { description } },
    security: [],
    'x-amazon-apigateway-integration': {
      type: 'mock',
      // All bodies pass as they are, and a template needs text.
      contentHandling: 'CONVERT_TO_TEXT',
      passthroughBehavior: 'when_no_match',
      requestTemplates: { 'application/json': `{"statusCode": ${status}}` },
      responses: {
        default: { statusCode: String(status), responseTemplates: { 'application/json': template.join('\n') } },
      },
    },
  };
}
