export { badConfigurationExitCode, type Env, EnvError, type EnvFault, type EnvSource, readEnv } from './read-env.ts';
export { type Service, services, type Variable, type VariableName, variables } from './variables.ts';
