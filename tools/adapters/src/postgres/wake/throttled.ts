/**
 * A function that runs `act` at once, and at most every `everyMs`: calls in between become one at the end of the time.
 * `cancel` forgets what is due.
 */
export function throttled(act: () => void, everyMs: number): { call(): void; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (again) run();
    }, everyMs);
    timer.unref();
  };
  const run = (): void => {
    again = false;
    rest();
    act();
  };
  return {
    call() {
      if (timer === undefined) run();
      else again = true;
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}
