// SPDX-License-Identifier: Apache-2.0
import { runSpecialist } from '@asarg/specialist-kit';

runSpecialist({
  service: 'cxas',
  listen: '127.0.0.1:7013',
  steps: new URL('./postprocess.js', import.meta.url),
});
