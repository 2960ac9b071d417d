import type { ErrorDefinition } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime';

export const managementRefusedDefinition: ErrorDefinition = {
  code: 'CARV-491',
  title: "RabbitMQ's management API refused or did not answer",
};

/** @param request method and path; never the credentials */
export function managementRefused(request: string, origin: string, why: string, cause?: unknown): CarveoutError {
  return new CarveoutError(
    managementRefusedDefinition,
    `RabbitMQ's management API at ${origin} did not do "${request}": ${why}. ` +
      'Name the right address and an administrator with RABBITMQ_MANAGEMENT_URL, or unset RABBITMQ_URL so that a private broker is used.',
    { cause },
  );
}
