import type { EngineSettings } from '../plans/platform.ts';
import { toolEnvironment } from '../surroundings.ts';
import { composeTexts, composeVariables } from './site.ts';

/** What the engine's tools get of our environment. */
export const engineSettings = (): EngineSettings => ({
  environment: toolEnvironment(),
  interpolated: composeVariables(composeTexts()),
});
