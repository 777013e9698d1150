export default {
  // A chest takes a second on a busy machine, and some tests draw several.
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 },
};
