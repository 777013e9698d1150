// SPDX-License-Identifier: Apache-2.0
import { type EncodeResponse, SpecialistServiceService } from '@asarg/contracts';
import { chunkMessage } from '@asarg/tensor';

/** Field number of `chunk` in EncodeResponse. */
const chunkField = 3;

/** The generated service, except that chunks are serialised with one copy instead of two. */
export const specialistDefinition = {
  ...SpecialistServiceService,
  encode: {
    ...SpecialistServiceService.encode,
    responseSerialize: (message: EncodeResponse): Buffer =>
      message.part?.$case === 'chunk'
        ? chunkMessage(chunkField, message.part.value)
        : SpecialistServiceService.encode.responseSerialize(message),
  },
};
