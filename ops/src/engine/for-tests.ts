import { engineSettings } from '../platform/context.ts';
import { plainStep } from '../progress.ts';
import type { Command } from '../run.ts';
import { findEngine, isFault } from './detect.ts';
import { engineObstacle } from './install.ts';
import { type PrivateEngine, removeDeadEngine, startPrivateEngine } from './private.ts';

/** How the commands of a check reach an engine; or why there is none for them. */
export type TestEngine =
  | { readonly wrap: (command: Command) => Command; readonly stop: () => Promise<void>; readonly about: string }
  | { readonly missing: string };

const asItIs = (command: Command): Command => command;

/** With ZAKPOS_TEST_ENGINE=private the tests bring their own engine even where one answers. */
const wantsOwn = (): boolean => process.env['ZAKPOS_TEST_ENGINE'] === 'private';

const inside =
  (engine: PrivateEngine) =>
  (command: Command): Command => {
    const [file = '', ...args] = engine.inNetwork(command.file, ...command.args);
    return { ...command, file, args, env: { ...command.env, ...engine.environment } };
  };

/** The engine that answers, else one of the run's own, which `stop` removes again with everything in it. */
export async function engineForTests(): Promise<TestEngine> {
  await removeDeadEngine();
  const found = await findEngine(engineSettings());
  if (!isFault(found) && !wantsOwn())
    return { wrap: asItIs, stop: () => Promise.resolve(), about: `Docker Engine ${found.version}` };
  const obstacle = engineObstacle();
  if (obstacle !== undefined)
    return { missing: `${isFault(found) ? found.message : 'an engine of its own was asked for'}; ${obstacle}` };
  const engine = await plainStep({ title: 'An engine of its own', work: startPrivateEngine });
  return { wrap: inside(engine), stop: engine.stop, about: 'an engine of its own' };
}
