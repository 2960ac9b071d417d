import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** Of one answer, as it travels. A registry of 10,000 records has about 10 MB, unpacked. */
const MOST_BYTES = 16 * 1024 * 1024;

type AddRequest = (request: ClientRequest, ...rest: unknown[]) => void;

/**
 * An agent that breaks off answers of more than 16 MiB: the client collects a body to its end, however long it is. No
 * connection is kept, so that none can be a dead one after a server was started again.
 *
 * @param mostBytes for tests.
 */
export function boundedAgent(protocol: string, mostBytes = MOST_BYTES): HttpAgent | HttpsAgent {
  const agent = protocol === 'https:' ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  // What Node calls on an agent for each request, and what libraries that bring their own agents override.
  const adding = agent as unknown as { addRequest: AddRequest };
  const addRequest = adding.addRequest.bind(agent);
  adding.addRequest = (request, ...rest) => {
    request.once('response', (response: IncomingMessage) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > mostBytes) request.destroy(new Error(`its answer has more than ${mostBytes} bytes`));
      });
    });
    addRequest(request, ...rest);
  };
  return agent;
}
