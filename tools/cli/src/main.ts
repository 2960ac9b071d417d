import { parseCommand, USAGE } from './commands/parse-command.ts';
import { printFailure } from './output/print-failure.ts';
import { runInFront } from './front/run-in-front.ts';

/** The program behind `carveout`. */
try {
  const command = parseCommand(process.argv.slice(2));
  if (command.name === 'help') {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  if (command.name === 'gateway-config') {
    // The others need neither contracts nor schemas.
    const { gatewayConfig } = await import('./gateway-config/gateway-config.ts');
    await gatewayConfig(process.cwd(), command, (text) => void process.stdout.write(text));
    process.exit(0);
  }
  process.exit(await runInFront(command));
} catch (error) {
  printFailure(error);
  process.exit(1);
}
