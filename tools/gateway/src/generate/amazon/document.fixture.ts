import { z } from 'zod';

/** What Amazon's developer guide says of its extensions of OpenAPI, as far as they are used here. Everything is strict. */
const staticValue = z.string().regex(/^'[^']*'$/);
const mapping = z.union([staticValue, z.string().regex(/^(?:context\.[\w.]+|method\.request\.path\.\w+)$/)]);

const HttpProxy = z.strictObject({
  type: z.literal('http_proxy'),
  httpMethod: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  connectionType: z.literal('VPC_LINK'),
  connectionId: z.literal('${stageVariables.vpcLinkId}'),
  uri: z.string().regex(/^http:\/\/(?:\$\{stageVariables\.\w+\}|[\w.[\]:-]+)\/(?:[\w.:{}/-]*)$/),
  passthroughBehavior: z.enum(['when_no_match', 'when_no_templates', 'never']),
  timeoutInMillis: z.int().min(50).max(29_000),
  requestParameters: z.record(z.string().regex(/^integration\.request\.(?:path\.\w+|header\.[\w-]+)$/), mapping),
});

const Mock = z.strictObject({
  type: z.literal('mock'),
  contentHandling: z.enum(['CONVERT_TO_TEXT', 'CONVERT_TO_BINARY']),
  passthroughBehavior: z.string(),
  requestTemplates: z.record(z.string(), z.string()),
  responses: z.record(
    z.string(),
    z.strictObject({ statusCode: z.string(), responseTemplates: z.record(z.string(), z.string()) }),
  ),
});

const Method = z.strictObject({
  operationId: z.string().regex(/^\w+$/).optional(),
  summary: z.string().optional(),
  parameters: z
    .array(
      z.strictObject({
        name: z.string().regex(/^\w+$/),
        in: z.literal('path'),
        required: z.literal(true),
        schema: z.unknown(),
      }),
    )
    .optional(),
  responses: z.record(z.string(), z.unknown()),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  'x-amazon-apigateway-request-validator': z.string().optional(),
  'x-amazon-apigateway-integration': z.discriminatedUnion('type', [HttpProxy, Mock]),
});

const GatewayResponse = z.strictObject({
  statusCode: z.int().min(400).max(599).optional(),
  responseParameters: z.record(z.string().regex(/^gatewayresponse\.header\.[\w-]+$/), mapping),
  responseTemplates: z.strictObject({ 'application/json': z.string() }),
});

export const AmazonDocument = z.strictObject({
  openapi: z.literal('3.0.3'),
  info: z.unknown(),
  // Parts of a path: letters, digits, and `.`, `_`, `-`, `:`; or a whole parameter; or a catch-all at the end.
  paths: z.record(
    z.string().regex(/^\/(?:(?:(?:[\w.:-]+|\{\w+\})\/)*(?:[\w.:-]+|\{\w+\}|\{proxy\+\}))?$/),
    z.partialRecord(z.enum(['get', 'head', 'post', 'put', 'patch', 'delete', 'options']), Method),
  ),
  components: z.strictObject({
    securitySchemes: z.record(
      z.string(),
      z.strictObject({
        type: z.literal('apiKey'),
        name: z.literal('Unused'),
        in: z.literal('header'),
        'x-amazon-apigateway-authtype': z.literal('custom'),
        'x-amazon-apigateway-authorizer': z.strictObject({
          type: z.literal('request'),
          authorizerUri: z
            .string()
            .regex(/^arn:aws:apigateway:[\w-]+:lambda:path\/2015-03-31\/functions\/arn:aws:lambda:.+\/invocations$/),
          authorizerResultTtlInSeconds: z.int().min(0).max(3_600),
        }),
      }),
    ),
  }),
  'x-amazon-apigateway-request-validators': z.record(
    z.string(),
    z.strictObject({ validateRequestParameters: z.boolean(), validateRequestBody: z.boolean() }),
  ),
  'x-amazon-apigateway-gateway-responses': z.record(z.string().regex(/^[A-Z_45X]+$/), GatewayResponse),
  'x-amazon-apigateway-binary-media-types': z.array(z.string()),
});

export type AmazonDocument = z.output<typeof AmazonDocument>;
