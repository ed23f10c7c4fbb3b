import coldstate from 'coldstate';
import { defineConfig } from 'eslint/config';

export default defineConfig([{ files: ['*.js'], plugins: { coldstate }, extends: ['coldstate/recommended'] }]);
