# Classifies the irises of one fold by discriminant analysis, in base R: each species is a normal distribution
# of four measurements, and a flower is of the species that makes it most likely. By hand:
#   Rscript discriminant.R covariance=shared fold=0 folds=5 seed=1

given <- strsplit(commandArgs(trailingOnly = TRUE), "=", fixed = TRUE)
options <- setNames(vapply(given, `[`, "", 2), vapply(given, `[`, "", 1))
number <- function(name) as.integer(options[[name]])

x <- as.matrix(iris[, 1:4])
species <- iris$Species
set.seed(number("seed"))
fold <- sample(rep_len(seq_len(number("folds")), nrow(x)))
validation <- fold == number("fold") + 1

# What the species have for a covariance: one that all share, each its own, or that without correlations.
covariances <- switch(options[["covariance"]],
  shared = {
    centred <- lapply(levels(species), function(name)
      scale(x[!validation & species == name, ], scale = FALSE))
    pooled <- crossprod(do.call(rbind, centred)) / (sum(!validation) - nlevels(species))
    lapply(levels(species), function(name) pooled)
  },
  own = lapply(levels(species), function(name) cov(x[!validation & species == name, ])),
  diagonal = lapply(levels(species), function(name) diag(diag(cov(x[!validation & species == name, ])))),
  stop("covariance is shared, own or diagonal")
)

# Twice the logarithm of the likelihood, up to what all species share (R. A. Fisher, 1936).
score <- sapply(seq_along(covariances), function(index) {
  own <- !validation & species == levels(species)[index]
  distance <- mahalanobis(x[validation, , drop = FALSE], colMeans(x[own, ]), covariances[[index]])
  2 * log(mean(own[!validation])) - distance - as.numeric(determinant(covariances[[index]])$modulus)
})
right <- levels(species)[max.col(score, ties.method = "first")] == species[validation]
cat(sprintf("accuracy=%.6f\n", mean(right)))
