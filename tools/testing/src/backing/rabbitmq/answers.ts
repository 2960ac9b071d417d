import { connect } from 'amqplib';
import { management } from './management.ts';

/** Whether a broker lets one in at these addresses, within 3 s each. */
export async function rabbitmqAnswers(url: string, managementUrl: string | undefined): Promise<boolean> {
  try {
    const connection = await connect(url, { timeout: 3_000, noDelay: true });
    connection.on('error', () => undefined);
    await connection.close();
    if (managementUrl !== undefined) await management(managementUrl).get('/whoami');
    return true;
  } catch {
    return false;
  }
}
