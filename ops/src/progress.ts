/** A piece of work that somebody waits for. */
export type Step = { readonly title: string; readonly work: () => Promise<void> };

/** One step in plain lines, for work that says something itself. */
export async function plainStep<Result>({
  title,
  work,
}: {
  readonly title: string;
  readonly work: () => Promise<Result>;
}): Promise<Result> {
  const sinceMs = Date.now();
  const end = (mark: string) => process.stdout.write(`${mark} ${title} [${((Date.now() - sinceMs) / 1000).toFixed(1)} s]\n`);
  process.stdout.write(`❯ ${title}\n`);
  try {
    const result = await work();
    end('✔');
    return result;
  } catch (error) {
    end('✖');
    throw error;
  }
}

async function drawnSteps(steps: readonly Step[]): Promise<void> {
  const { Listr, PRESET_TIMER } = await import('listr2');
  const tasks = steps.map(({ title, work }) => ({ title, task: () => work() }));
  // Ctrl-C is the supervisor's to handle.
  const options = { concurrent: true, registerSignalListeners: false };
  await new Listr(tasks, { ...options, rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false } }).run();
}

/**
 * Shows each step with the time that it took: a spinner in a terminal, plain lines in a pipe. Stages come one after the other, the
 * steps of a stage together; the first failure is thrown at once.
 */
export async function runSteps(stages: readonly (readonly Step[])[]): Promise<void> {
  for (const steps of stages) {
    if (process.stdout.isTTY) {
      await drawnSteps(steps);
      continue;
    }
    await Promise.all(steps.map(plainStep));
  }
}
