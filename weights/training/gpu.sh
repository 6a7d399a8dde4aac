#!/bin/sh
# One lease of a GPU machine, in calls of minutes. See README.md.
#   gpu.sh unpack SHARD.zip...   images of a shard -> runs/images
#   gpu.sh train MINUTES         trains runs/gpu, from checkpoint/ at first
#   gpu.sh cool MINUTES OUT      forks runs/gpu, cools down, exports both as OUT/gpu.tar and OUT/gpu-cool.tar
set -eu
here=$(cd "$(dirname "$0")" && pwd)
runs=$here/runs
train="python3 $here/train.py"
options="--cache $here/cache --lr ${LR:-3e-4} --batch ${BATCH:-64} --crop ${CROP:-256} ${COMPILE---compile}
    --alpha-start -1 --alpha-ramp 1 --mixed-from 0 --ema 0.9995 --save-every 60"
case $1 in
unpack)
    shift
    mkdir -p "$runs/images"
    for shard in "$@"; do python3 -m zipfile -e "$shard" "$runs/images"; done
    rm -rf "$here/cache"
    ;;
train)
    [ -d "$here/cache" ] || $train cache --images "$runs/images" --cache "$here/cache"
    $train train --run "$runs/gpu" --init-from "$here/checkpoint" $options --minutes "$2"
    ;;
cool)
    # Steps that fit the minutes, at the pace of the main run so far.
    pace=$(python3 -c "
import csv
rows = list(csv.DictReader(open('$runs/gpu/curve.csv')))[-40:]
n = int(rows[-1]['step']) - int(rows[0]['step'])
print(int($2 * 60 * 0.85 * n / (float(rows[-1]['seconds']) - float(rows[0]['seconds']))))")
    $train train --run "$runs/gpu-cool" --fork "$runs/gpu/latest.pt" $options --quant round --cooldown-steps "$pace"
    # Two archives and two curves: few files to bring back.
    for run in gpu gpu-cool; do
        $train export --model "$runs/$run/latest.pt" --out "$runs/export-$run"
        tar -C "$runs/export-$run" -cf "$3/$run.tar" .
        cp "$runs/$run/curve.csv" "$3/$run.csv"
    done
    ;;
*)
    echo "gpu.sh unpack SHARD.zip... | train MINUTES | cool MINUTES OUT" >&2
    exit 2
    ;;
esac
