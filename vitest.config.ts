import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: { TZ: 'UTC' },
    // Chromium reads every page in 10 seconds, and in six times that where many others are at work.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // A second, which is what Vitest waits, is short there too.
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
  },
});
