import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  build: {
    // Not "assets": that is a page of the console.
    assetsDir: '_app',
    target: 'es2022',
    // Fonts and icons stay files: a data URL would need a wider content security policy.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { '/api': process.env['MILLWRIGHT_API'] ?? 'http://localhost:8080' },
  },
  test: { environment: 'node', reporters: 'dot', include: ['src/**/*.test.ts'] },
});
