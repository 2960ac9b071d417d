import { command, defineContract, query } from '@carveout/contract';
import type { CarveoutErrors } from '@carveout/runtime/errors';
import { parseTopology } from '@carveout/runtime/topology';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planGateway } from '../plan.ts';
import { planOf } from '../../testing/configs/things.ts';
import type { PlanSettings } from '../../testing/configs/things.ts';
import { amazonConfig } from './amazon-config.ts';
import { AmazonDocument } from './document.fixture.ts';

const read = (settings?: PlanSettings): AmazonDocument =>
  AmazonDocument.parse(JSON.parse(amazonConfig(planOf(settings))));
const integration = (document: AmazonDocument, path: string, method: 'get' | 'put' | 'post') =>
  document.paths[path]?.[method]?.['x-amazon-apigateway-integration'];

describe('the document for Amazon API Gateway', () => {
  it('is OpenAPI 3.0 with extensions as the developer guide has them', async () => {
    for (const gateway of ['{}', '{ origins: [https://a.example, https://b.example] }']) {
      const { valid, errors } = await new Validator().validate(amazonConfig(planOf({ gateway })));
      expect(errors).toBeUndefined();
      expect(valid).toBe(true);
      expect(() => read({ gateway })).not.toThrow();
    }
  });

  it('has a resource for each path, with one name for each parameter, and pages for the rest', () => {
    const { paths } = read();
    expect(Object.fromEntries(Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods)]))).toEqual({
      '/api/things': ['get', 'head', 'post'],
      '/api/things/newest': ['get', 'head'],
      '/api/things/{id}': ['get', 'head', 'put', 'delete'],
      '/api/things/{id}/touched': ['put'],
      '/': ['get', 'head', 'post'],
      '/{proxy+}': ['get', 'head', 'post'],
      '/openapi.json': ['get', 'head'],
      '/explorer': ['get', 'head'],
      '/explorer/{proxy+}': ['get', 'head'],
    });
  });

  it('passes requests on through the VPC link, and says who makes them', () => {
    const document = read({ gateway: '{ routes: { things.touch: { within: 2s } } }' });
    expect(integration(document, '/api/things/{id}/touched', 'put')).toMatchObject({
      uri: 'http://${stageVariables.store}/api/things/{id}/touched',
      httpMethod: 'PUT',
      timeoutInMillis: 2_000,
      requestParameters: {
        'integration.request.path.id': 'method.request.path.id',
        'integration.request.header.Carveout-Principal': 'context.authorizer.principal',
        'integration.request.header.Carveout-Within': "'2000'",
        'integration.request.header.Carveout-Repeated': "''",
      },
    });
    expect(integration(document, '/{proxy+}', 'post')).toMatchObject({
      // As Amazon's guide has it: without the sign of the catch-all.
      uri: 'http://${stageVariables.storefront}/{proxy}',
      requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
    });
    for (const methods of Object.values(document.paths))
      for (const method of Object.values(methods)) {
        if (method['x-amazon-apigateway-integration'].type === 'mock') continue;
        expect(method.security).toEqual([{ carveout: [] }]);
        expect(method['x-amazon-apigateway-integration']).toMatchObject({
          requestParameters: { 'integration.request.header.Carveout-Principal': 'context.authorizer.principal' },
        });
      }
  });

  it('tells its own refusals as problem details', () => {
    const responses = read()['x-amazon-apigateway-gateway-responses'];
    for (const [name, { statusCode, responseParameters, responseTemplates }] of Object.entries(responses)) {
      expect(responseParameters['gatewayresponse.header.Content-Type'], name).toBe("'application/problem+json'");
      const problem = JSON.parse(responseTemplates['application/json']) as Record<string, unknown>;
      expect(problem, name).toMatchObject({ type: 'about:blank', requestId: '$context.requestId' });
      expect(problem['status'], name).toBe(statusCode);
    }
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX', 'THROTTLED']));
  });

  it('leads nobody to what one deployable says of its own API', () => {
    for (const path of ['/openapi.json', '/explorer', '/explorer/{proxy+}']) {
      const answer = integration(read(), path, 'get');
      expect(answer).toMatchObject({ type: 'mock', responses: { default: { statusCode: '404' } } });
      const template = answer?.type === 'mock' && answer.responses['default']?.responseTemplates['application/json'];
      const [problem] = String(template).split('\n').slice(-1) as [string];
      expect(JSON.parse(problem)).toMatchObject({ status: 404, requestId: '$context.requestId' });
    }
  });

  it('answers preflights of listed origins alone, without asking who it is', () => {
    const document = read({ gateway: '{ origins: [https://a.example] }' });
    const preflight = document.paths['/api/things/{id}']!['options']!;
    expect(preflight.security).toEqual([]);
    expect(preflight.parameters).toMatchObject([{ name: 'id' }]);
    const mock = preflight['x-amazon-apigateway-integration'];
    const template =
      mock.type === 'mock' ? mock.responses['default']?.responseTemplates['application/json'] : undefined;
    expect(template).toContain('#if($origin == "https://a.example")');
  });

  it('takes the addresses of a list', () => {
    const at = { host: '10.0.0.7', port: 81 };
    const document = read({ instances: { things: [at], storefront: [{ ...at, port: 82 }] } });
    expect(integration(document, '/api/things', 'get')).toMatchObject({ uri: 'http://10.0.0.7:81/api/things' });
  });

  it('is not made for several instances: one alone would be asked', () => {
    const at = { host: '10.0.0.7', port: 81 };
    expect(() => read({ instances: { things: [at, { ...at, port: 82 }], storefront: [at] } })).toThrow(
      expect.objectContaining({ code: 'CARV-640', message: expect.stringMatching(/has 2 for 'store'/) }),
    );
  });

  it('is not made of what it cannot carry, and says all of it', () => {
    const odd = defineContract('odd', {
      tilde: query({ input: z.object({}), output: z.object({}), http: 'GET /api/~odd' }),
      ping: query({ input: z.object({}), output: z.object({}), http: 'GET /ping' }),
      slow: command({ input: z.object({}), output: z.object({}), http: 'POST /api/slow' }),
    });
    const gateway = '{ routes: { odd.slow: { within: 30s, body: 11MiB } } }';
    const topology = parseTopology(`deployables: { odd: [odd] }\ngateway: ${gateway}`, {
      file: 't.yaml',
      modules: ['odd'],
    });
    let errors: readonly Error[] = [];
    try {
      amazonConfig(planGateway([odd], topology));
    } catch (error) {
      errors = (error as CarveoutErrors).errors;
    }
    expect(errors.map(({ message }) => /odd\.\w+: (\S+ \S+ \S+)/.exec(message)?.[1]).sort()).toEqual([
      "'/ping' is kept",
      "'body' is 11534336",
      "'within' is 30000",
      "'~odd' of '/api/~odd'",
    ]);
  });
});
