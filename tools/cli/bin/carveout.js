#!/usr/bin/env node
import './needs-node.js';

await import('../src/main.ts');
