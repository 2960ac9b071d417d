import type { Figure } from '../harness/figure.ts';
import type { LoadOptions } from './roles.ts';

export const IN_FLIGHT = 64;
export const SECONDS = 2;

function figure(method: LoadOptions['method'], what: string): Figure {
  const name = `gateway-${method.toLowerCase()}`;
  return {
    name,
    what: `requests a second through a gateway, ${IN_FLIGHT} in flight, ${what}`,
    unit: 'requests/s',
    better: 'higher',
    // The peer that verifies tokens does the least of what ours does; those that do not are what a proxy costs at all.
    wanted: [
      { against: 'fast-gateway, JWT', ratio: 1 },
      { against: 'fast-gateway', ratio: 1 },
      { against: 'http-proxy', ratio: 1 },
    ],
    also: [
      { name: `${name}-p99`, note: 'p99 ms', unit: 'ms', better: 'lower', wanted: [] },
      { name: `${name}-cpu`, note: 'gateway µs', unit: 'µs', better: 'lower', wanted: [] },
      { name: `${name}-memory`, note: 'MB', unit: 'MB', better: 'lower', wanted: [] },
    ],
  };
}

export const getFigure = figure('GET', 'answers of 190 bytes');
export const postFigure = figure('POST', '190 bytes each way');
