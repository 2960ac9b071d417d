import { onTestFinished, vi } from 'vitest';

/** The wall clock of this machine says an hour less from now on; it goes on. */
export function setClockBack(): void {
  const { now } = Date;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
  onTestFinished(() => clock.mockRestore());
}
