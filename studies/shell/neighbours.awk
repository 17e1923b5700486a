# Classifies each flower of one fold by its nearest neighbours in the others. By hand:
#   awk -v measurements=all -v neighbours=15 -v fold=0 -v folds=5 -v seed=1 \
#     -f neighbours.awk ../../datasets/iris/iris.csv

BEGIN {
  FS = ","
  count = 0
  first = measurements == "petals" ? 3 : 1
  last = measurements == "sepals" ? 2 : 4
}

# The first line says how many flowers there are, and the names of the species.
NR > 1 {
  for (column = first; column <= last; column++) value[count, column] = $column
  species[count] = $5
  order[count] = count
  count++
}

END {
  mix(seed + 1)
  for (place = 0; place < count; place++) {
    if (place % folds != fold) continue
    total++
    if (vote(order[place]) == species[order[place]]) right++
  }
  print "accuracy=" right / total
}

# Shuffles the flowers (Fisher and Yates) with the generator of Park and Miller: every awk draws the same.
function mix(state,    end, place, kept) {
  for (end = count - 1; end > 0; end--) {
    state = (state * 16807) % 2147483647
    place = state % (end + 1)
    kept = order[end]
    order[end] = order[place]
    order[place] = kept
  }
}

# The species that most of the nearest neighbours have; of several, the one that was first to have as many.
function vote(flower,    place, other, distance, found, nearest, votes, best) {
  for (place = 0; place < count; place++)
    if (place % folds != fold) distance[order[place]] = between(flower, order[place])
  for (found = 0; found < neighbours; found++) {
    nearest = -1
    for (place = 0; place < count; place++) {
      other = order[place]
      if ((other in distance) && (nearest < 0 || distance[other] < distance[nearest])) nearest = other
    }
    if (nearest < 0) break
    delete distance[nearest]
    votes[species[nearest]]++
    if (best == "" || votes[species[nearest]] > votes[best]) best = species[nearest]
  }
  return best
}

# The square of the distance between two flowers, in the measurements that are compared.
function between(one, other,    column, difference, sum) {
  for (column = first; column <= last; column++) {
    difference = value[one, column] - value[other, column]
    sum += difference * difference
  }
  return sum
}
