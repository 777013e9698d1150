// SPDX-License-Identifier: Apache-2.0
import { runSpecialist } from '@asarg/specialist-kit';

runSpecialist({ service: 'vision', listen: '127.0.0.1:7011' });
