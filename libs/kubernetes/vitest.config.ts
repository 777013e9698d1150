// Generous: real servers, on machines that may be busy.
const limitMs = 30_000;

export default {
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    passWithNoTests: true,
    testTimeout: limitMs,
    hookTimeout: limitMs,
  },
};
