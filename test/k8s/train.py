"""Six epochs of nothing, with a checkpoint after each; the first attempt waits for a file, if told of one."""

import json
import os
import sys
import time

bonus, fold = float(sys.argv[1]), int(sys.argv[2])
with open(os.environ["FANOUT_TRIAL"]) as file:
    trial = json.load(file)
checkpoint = os.path.join(trial["checkpoint"], "state.json")
first = 0
if os.path.exists(checkpoint):
    with open(checkpoint) as file:
        first = json.load(file)["next"]
print(f"attempt {trial['attempt']} of {trial['trial']} begins at epoch {first}")
for epoch in range(first, 6):
    print(f"epoch={epoch} accuracy={0.5 + 0.05 * epoch + bonus + 0.01 * fold:.3f}")
    with open(checkpoint + ".part", "w") as file:
        json.dump({"next": epoch + 1, "host": os.environ.get("HOSTNAME")}, file)
    os.rename(checkpoint + ".part", checkpoint)
    go = os.environ.get("WAIT_FOR")
    while go and trial["attempt"] == 1 and epoch == 2 and not os.path.exists(go):
        time.sleep(0.05)
