const { getDefaultConfig } = require('expo/metro-config');

const config = getDefaultConfig(__dirname);

// The web client of this workspace uses a newer React, which lies where hoisted packages look first. React Native's renderer
// accepts only the exact React that it was built with, so every import of it, wherever it stands, takes this app's copy.
const ownReact = /^(react|react-dom)(\/|$)/;
const ownOrigin = `${__dirname}/package.json`;

config.resolver.resolveRequest = (context, moduleName, platform) =>
  ownReact.test(moduleName)
    ? context.resolveRequest({ ...context, originModulePath: ownOrigin }, moduleName, platform)
    : context.resolveRequest(context, moduleName, platform);

config.resolver.assetExts.push('woff2');

module.exports = config;
