#!/bin/sh
# The entropy coder's prior of a model, see README.md. From the repository root, after `mvn -DskipTests package`:
#   coder_prior.sh embedded CHECKPOINT IMAGES OUT     an exported model; its latents of the photographs; trains the network on their symbols
#   coder_prior.sh sd1 LATENTS OUT                    unscaled latents of Stable Diffusion 1's kind; trains the network first
# Step codes: the steps at which the coder's state learns. MINUTES: for the network; goes on where it was stopped if NETWORK names its file. COUNT: photographs.
set -e
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $1 in
embedded)
    python3 "$here/coder_prior.py" latents --model "$2" --images "$3" --count "${COUNT:-900}" --out "$work/latents.safetensors"
    network=${NETWORK:-$work/network.pt}
    python3 "$here/coder_prior.py" train --init "$2" --latents "$work/latents.safetensors" --crop 32 --lr 1e-3 --fine "${FINE:-0.3}" --minutes "${MINUTES:-10}" --out "$network"
    python3 "$here/coder_prior.py" export --model "$network" --latents "$work/latents.safetensors" --out "$work/network"
    latents=$work/latents.safetensors scale=1 codes=${CODES:-90,101,123,145,160,174} out=$4
    ;;
sd1)
    network=${NETWORK:-$work/network.pt}
    python3 "$here/coder_prior.py" train --latents "$2" --scale 0.18215 --batch 4 --lr 2.5e-3 --minutes "${MINUTES:-60}" --out "$network"
    python3 "$here/coder_prior.py" export --model "$network" --latents "$2" --scale 0.18215 --out "$work/network"
    latents=$2 scale=0.18215 codes=${CODES:-96,114,132,150} out=$3
    ;;
*)
    sed -n '2,5p' "$0" >&2
    exit 2
    ;;
esac
java -jar benchmarks/target/benchmarks.jar train-coder "$work/network" "$latents" "$scale" "$codes" "$out"
