export default {
  test: { include: ['src/**/*.test.ts', 'test/**/*.test.ts'], passWithNoTests: true },
};
