import { problemJson } from '../problem-text.ts';

/** What Amazon API Gateway says itself, by its own names for it, and the status of the problem that is told instead. */
const STATUS: Readonly<Record<string, number>> = {
  ACCESS_DENIED: 403,
  AUTHORIZER_CONFIGURATION_ERROR: 503,
  AUTHORIZER_FAILURE: 503,
  BAD_REQUEST_BODY: 400,
  BAD_REQUEST_PARAMETERS: 400,
  INTEGRATION_FAILURE: 502,
  INTEGRATION_TIMEOUT: 504,
  // A method that a path does not take, and a path that is not there.
  MISSING_AUTHENTICATION_TOKEN: 404,
  QUOTA_EXCEEDED: 429,
  REQUEST_TOO_LARGE: 413,
  RESOURCE_NOT_FOUND: 404,
  THROTTLED: 429,
  UNAUTHORIZED: 401,
  UNSUPPORTED_MEDIA_TYPE: 415,
};

/** All that has no name above, with a status of its own. */
const ANY = {
  DEFAULT_4XX: { type: 'about:blank', title: 'Refused', detail: 'The request was refused.' },
  DEFAULT_5XX: { type: 'about:blank', title: 'Failed', detail: 'Something broke on the way. It may have happened.' },
} as const;

export function gatewayResponses(): Readonly<Record<string, object>> {
  const requestId = '$context.requestId';
  return Object.fromEntries([
    ...Object.entries(ANY).map(([name, problem]) => [name, telling(JSON.stringify({ ...problem, requestId }))]),
    ...Object.entries(STATUS).map(([name, statusCode]) => [
      name,
      { statusCode, ...telling(problemJson(statusCode, requestId)) },
    ]),
  ]);
}

function telling(problem: string): object {
  return {
    responseParameters: {
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      'gatewayresponse.header.Cache-Control': "'no-store'",
      'gatewayresponse.header.X-Content-Type-Options': "'nosniff'",
      'gatewayresponse.header.X-Request-Id': 'context.requestId',
    },
    responseTemplates: { 'application/json': problem },
  };
}
