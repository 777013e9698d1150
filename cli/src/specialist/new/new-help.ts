// SPDX-License-Identifier: Apache-2.0

/** Help text of `asarg specialist new`. */
export const newHelp = `asarg specialist new - make a bundle of an ONNX network: a specialist without code

Usage
  asarg specialist new NAME --onnx FILE [options]

Options
  --onnx FILE          the network: one input, a float32 image [1, 1 or 3, rows, columns]
  --out DIR            folder to write (default NAME); must not hold a bundle yet
  --classes LIST       its classes in channel order, such as "background,left lung,right lung";
                       NAME=136 or NAME=SCT:44029006 says which class of the catalogue is meant
  --kind KIND          segmenter, classifier or features (default: by the shape of its output)
  --output NAME        the graph's output to use, if it has several
  --provenance P       how the classes came to be: measured (trained on masks drawn by people, the
                       default), derived, weak, synthetic or untrained
  --size N or WxH      input size, if the network takes any (default 512)
  --channels N         1 or 3, if the network takes any
  --profile ID         linear@1 (default) or rank-squash@1
  --range RANGE        which values become 0 and 1: minmax (default), percentile (1 and 99), dtype
  --mean LIST          subtracted after that, per channel
  --std LIST           divided by after that, per channel
  --aspect ASPECT      stretch (default) or letterbox
  --activation A       none, sigmoid or softmax (default: by its values for a drawn film)
  --threshold T        probability above which a pixel is set, or argmax
  --background N       channel that stands for no class, or none
  --licence SPDX       licence of the weights (default NOASSERTION)
  --description TEXT   one sentence
  --steps              also write steps.ts, with code of your own before and after the network
  -h, --help           this text

It says what it guessed and how to say otherwise, runs the network on a drawn film, and writes
manifest.json, model.onnx and README.md. Then: asarg specialist serve DIR

Exit codes
  0  the bundle was written
  1  the network cannot be used; the reason is on standard error
  2  the command line is wrong
`;
