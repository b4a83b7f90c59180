import { config } from 'zod/v4/core';

// Runs before every other module of a page: zod would else probe for `eval`, which the content policy forbids and reports.
config({ jitless: true });
