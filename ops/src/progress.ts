/** A piece of work that somebody waits for. */
export type Step = { readonly title: string; readonly work: () => Promise<void> };

/** Shows each step with the time that it took: a spinner in a terminal, a plain line in a pipe. */
export async function runSteps(stages: readonly (readonly Step[])[]): Promise<void> {
  const { Listr, PRESET_TIMER } = await import('listr2');
  const tasks = (steps: readonly Step[]) => steps.map(({ title, work }) => ({ title, task: () => work() }));
  for (const stage of stages) {
    const list = new Listr(tasks(stage), {
      concurrent: true,
      // Ctrl-C is the supervisor's to handle.
      registerSignalListeners: false,
      rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false, collapseErrors: true },
      fallbackRenderer: 'simple',
      fallbackRendererOptions: { timer: PRESET_TIMER },
    });
    await list.run();
  }
}
