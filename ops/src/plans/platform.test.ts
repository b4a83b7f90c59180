import { expect, test } from 'vitest';
import { repositoryDir } from '../layout.ts';
import { builtServices } from '../platform/model.ts';
import { composeVariables, type Site, siteLayout } from '../platform/site.ts';
import { StartWatch, eventOf } from '../platform/start.ts';
import { commandText, compose, engineEnvironment, startPlan, stopPlan } from './platform.ts';

const site: Site = {
  ...siteLayout('/srv/my shop'),
  values: { HTTPS_PORT: '9443', COMPOSE_PROJECT_NAME: 'second', COMPOSE_FILE: 'docker-compose.yml' },
  project: 'second',
  composeFiles: [`${repositoryDir}/docker-compose.yml`],
  publicUrl: 'https://localhost:9443',
  ports: { bindAddress: '127.0.0.1', http: 9080, https: 9443 },
};
const settings = {
  environment: {
    PATH: '/bin',
    HTTPS_PORT: '1',
    LOG_LEVEL: 'trace',
    DOCKER_HOST: 'unix:///d.sock',
    COMPOSE_PROJECT_NAME: 'other',
  },
  interpolated: new Set(['HTTPS_PORT', 'LOG_LEVEL']),
};

test('a command can be typed as it is shown', () => {
  expect(commandText(stopPlan(settings, site, true))).toBe(
    `docker compose --project-directory ${repositoryDir} --project-name second --env-file '/srv/my shop/.env' ` +
      `--file ${repositoryDir}/docker-compose.yml down --remove-orphans --volumes`,
  );
});

test('what a start builds was named before, and it ends when all is healthy', () => {
  const { args } = startPlan(settings, site, { scale: ['api=3'] });
  expect(args).toEqual(expect.arrayContaining(['--detach', '--wait', '--no-build', '--scale', 'api=3']));
});

test('only the site sets what a compose file fills in; another program’s variable of that name does not', () => {
  expect(engineEnvironment(settings, site)).toMatchObject({ PATH: '/bin', DOCKER_HOST: 'unix:///d.sock', HTTPS_PORT: '9443' });
  expect(engineEnvironment(settings, site)).not.toHaveProperty('LOG_LEVEL');
  expect(compose(settings, site, 'ps').env).toMatchObject({ COMPOSE_PROJECT_NAME: 'second' });
  expect(composeVariables(['image: ${PREFIX:-zakpos}/x:${TAG}', '${URL:-https://${HOST:-localhost}}'])).toEqual(
    new Set(['PREFIX', 'TAG', 'URL', 'HOST']),
  );
});

const service = (name: string, more: object = {}) => ({
  name,
  image: `zakpos/${name}`,
  isBuilt: true,
  isOneShot: false,
  replicas: 1,
  ...more,
});

test('an image is built once, whoever else runs it', () => {
  const services = [service('api', { image: 'zakpos/server' }), service('worker', { image: 'zakpos/server' }), service('web')];
  expect(builtServices([...services, service('grafana', { isBuilt: false })]).map(({ name }) => name)).toEqual(['api', 'web']);
});

const event = (name: string, action: string, id = name, exitCode?: string) =>
  eventOf(
    JSON.stringify({
      Action: action,
      timeNano: 1_700_000_000_000_000_000,
      Actor: { ID: id, Attributes: { 'com.docker.compose.service': name, ...(exitCode === undefined ? {} : { exitCode }) } },
    }),
  );

test('a service is ready when each of its replicas is healthy, and one that ends when it has ended well', async () => {
  const watch = new StartWatch([service('api', { replicas: 2 }), service('migrate', { isOneShot: true })]);
  const ended: string[] = [];
  const work = watch.steps.map(({ title, work }) => work().then(() => ended.push(title)));
  const take = async (...args: Parameters<typeof event>) => {
    const found = event(...args);
    if (found !== undefined) watch.take(found);
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  await take('migrate', 'die', 'm', '1');
  await take('api', 'health_status: healthy', 'a1');
  await take('api', 'health_status: healthy', 'a1');
  expect(ended).toEqual([]);
  await take('migrate', 'die', 'm', '0');
  await take('api', 'health_status: healthy', 'a2');
  expect(ended).toEqual(['migrate', 'api']);
  await Promise.all(work);
  expect(eventOf('no JSON')).toBeUndefined();
});
