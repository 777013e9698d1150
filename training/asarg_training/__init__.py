# SPDX-License-Identifier: Apache-2.0
"""Training and export of the ASaRG Mesh compact bundle."""
